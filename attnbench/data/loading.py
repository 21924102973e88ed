"""Reads samples, in worker processes where wanted, and brings their batches to the device."""

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Generic, Protocol, TypeVar

import torch
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from timm.data.loader import PrefetchLoader
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from attnbench.data.feed import Order
from attnbench.errors import CorruptImage

START_METHOD = "fork" if sys.platform == "linux" else None
"""How worker processes start: a fork is fast, and safe beside a GPU that it never touches."""

Sample = TypeVar("Sample")
Sample_co = TypeVar("Sample_co", covariant=True)
Targets = TypeVar("Targets")
Loaded = TypeVar("Loaded")


class Samples(Protocol[Sample_co]):
    """What a network learns from or is scored on, one by one."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int) -> Sample_co:
        """One sample, whichever process reads it.

        Raises:
            CorruptImage: if it cannot be read.
        """
        ...


class Loading(Generic[Sample, Targets]):
    """Batches of samples, on the device.

    Args:
        order: Names the device and the number of workers.
        collate: Makes a batch of samples: images, (B, 3, H, W) of uint8, and targets that have a
            method `to`, as tensors have.
    """

    def __init__(
        self, order: Order, collate: Callable[[list[Sample]], tuple[Tensor, Targets]]
    ) -> None:
        self._order = order
        self._collate = partial(_collate_readable, collate)
        # One for all epochs, since each keeps a CUDA stream and the memory that was used on it.
        self._prefetcher = PrefetchLoader(
            (),
            mean=IMAGENET_DEFAULT_MEAN,
            std=IMAGENET_DEFAULT_STD,
            device=torch.device(order.device),
        )

    def load(
        self, samples: Samples[Sample], parts: Iterable[slice]
    ) -> Iterator[tuple[Tensor, Targets]]:
        """Images, normalised by ImageNet's mean and deviation, and targets.

        Args:
            samples: What batches are made of.
            parts: The places of each batch.

        Raises:
            CorruptImage: if a sample cannot be read.
        """
        places = range(len(samples))
        workers = self._order.workers
        loader = DataLoader(
            _Readable(samples),
            batch_sampler=[list(places[part]) for part in parts],
            num_workers=workers,
            collate_fn=self._collate,
            pin_memory=self._order.device.startswith("cuda"),
            multiprocessing_context=START_METHOD if workers else None,
            # Otherwise the loader would draw from the stream that dropout draws from.
            generator=torch.Generator(),
        )
        self._prefetcher.loader = _refuse_corrupt(loader)
        yield from self._prefetcher


class _Readable(Dataset[Sample | CorruptImage]):
    """Samples; one that cannot be read is given as its error, not raised.

    A worker process that raises it would bury its sentence in a traceback.
    """

    def __init__(self, samples: Samples[Sample]) -> None:
        self._samples = samples

    def __getitem__(self, place: int) -> Sample | CorruptImage:
        try:
            return self._samples[place]
        except CorruptImage as error:
            return error


def _collate_readable(
    collate: Callable[[list[Sample]], Loaded], samples: list[Sample | CorruptImage]
) -> Loaded | CorruptImage:
    """A batch of samples, or the error of the first that could not be read."""
    readable = []
    for sample in samples:
        if isinstance(sample, CorruptImage):
            return sample
        readable.append(sample)
    return collate(readable)


def _refuse_corrupt(batches: Iterable[Loaded | CorruptImage]) -> Iterator[Loaded]:
    """Batches of samples that could all be read.

    Raises:
        CorruptImage: if one could not.
    """
    for batch in batches:
        if isinstance(batch, CorruptImage):
            raise batch
        yield batch
