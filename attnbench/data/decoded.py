"""Pictures, decoded and transformed one by one: what worker processes do."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from timm.data.loader import fast_collate
from torch import Tensor
from torch.utils.data import Dataset

from attnbench.data.pictures import Pictures, decode
from attnbench.data.pil import Transform
from attnbench.data.split import Indices
from attnbench.errors import CorruptImage

Sample = tuple[Tensor, int]
"""Pixels, (C, H, W) of uint8, and the class index."""
Loaded = tuple[Tensor, Tensor]
"""A batch of them: (B, C, H, W) and (B,)."""


class Decoded(Dataset[Sample | CorruptImage]):
    """Some pictures, transformed.

    Args:
        pictures: That they are among.
        indices: Which, in their order.
        transform: What is done to each.
    """

    def __init__(self, pictures: Pictures, indices: Indices, transform: Transform) -> None:
        self._pictures = pictures
        self._indices = indices
        self._transform = transform

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, place: int) -> Sample | CorruptImage:
        """One sample; a picture that cannot be read is given back, not raised.

        A worker process that raises it would bury its sentence in a traceback.
        """
        index = int(self._indices[place])
        try:
            picture = decode(self._pictures, index)
        except CorruptImage as error:
            return error
        return self._transform(picture), int(self._pictures.labels[index])


class Augmented(Decoded):
    """Some pictures, each transformed by its own random stream.

    Args:
        pictures: That they are among.
        indices: Which, in their order.
        transform: What is done to each.
        seed: Of all streams; the place of a picture in the order is the rest.
    """

    def __init__(
        self, pictures: Pictures, indices: Indices, transform: Transform, seed: tuple[int, int]
    ) -> None:
        super().__init__(pictures, indices, transform)
        self._seed = seed

    def __getitem__(self, place: int) -> Sample | CorruptImage:
        """One sample, the same in whichever process."""
        with seeded((*self._seed, place)):
            return super().__getitem__(place)


@contextmanager
def seeded(seed: tuple[int, ...]) -> Iterator[None]:
    """Seeds what transforms draw from, and afterwards lets others go on where they were."""
    states = random.getstate(), torch.get_rng_state()
    torch_seed, python_seed = np.random.SeedSequence(seed).generate_state(2, np.uint64).tolist()
    random.seed(python_seed)
    # torch.manual_seed would seed the GPU too.
    torch.default_generator.manual_seed(torch_seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        torch.set_rng_state(states[1])


def collate(samples: list[Sample | CorruptImage]) -> Loaded | CorruptImage:
    """A batch of samples, or the first that could not be read."""
    corrupt = next((each for each in samples if isinstance(each, CorruptImage)), None)
    return corrupt or fast_collate(samples)


def refuse_corrupt(batches: Iterable[Loaded | CorruptImage]) -> Iterator[Loaded]:
    """Batches of samples that could all be read.

    Raises:
        CorruptImage: if one could not.
    """
    for batch in batches:
        if isinstance(batch, CorruptImage):
            raise batch
        yield batch
