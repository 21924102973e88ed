"""Pictures, decoded and transformed one by one: what worker processes do."""

from torch import Tensor

from attnbench.data.pictures import Pictures, decode
from attnbench.data.split import Indices
from attnbench.data.streams import seeded
from attnbench.tasks.classification.data.pil import Transform

Sample = tuple[Tensor, int]
"""Pixels, (C, H, W) of uint8, and the class index."""


class Decoded:
    """Some pictures, transformed; implements `Samples`.

    Args:
        pictures: All of a split.
        indices: Those that are used, in their order.
        transform: What is done to a picture.
    """

    def __init__(self, pictures: Pictures, indices: Indices, transform: Transform) -> None:
        self._pictures = pictures
        self._indices = indices
        self._transform = transform

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, place: int) -> Sample:
        """One picture and its class."""
        index = int(self._indices[place])
        return self._transform(decode(self._pictures, index)), int(self._pictures.labels[index])


class Augmented(Decoded):
    """Some pictures, each transformed by its own random stream.

    Args:
        pictures: All of a split.
        indices: Those that are used, in their order.
        transform: What is done to a picture.
        seed: Start of the seeds of all streams; the rest is a picture's place in the order.
    """

    def __init__(
        self, pictures: Pictures, indices: Indices, transform: Transform, seed: tuple[int, int]
    ) -> None:
        super().__init__(pictures, indices, transform)
        self._seed = seed

    def __getitem__(self, place: int) -> Sample:
        """One picture and its class, whichever process reads it."""
        with seeded((*self._seed, place)):
            return super().__getitem__(place)
