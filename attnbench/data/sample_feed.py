"""Samples that are read one by one on the CPU, also in worker processes, as batches of an epoch.

What a sample is, a task says: it brings the samples of an epoch and of each split, and puts them
together to batches.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from torch import Tensor

from attnbench.data.feed import Batch, Order, Split
from attnbench.data.loading import Loading, Samples
from attnbench.data.split import Division, Indices

Sample = TypeVar("Sample")


class Targets(dict[str, Tensor]):
    """What is to be learned of a batch, by name."""

    def to(self, device: object, non_blocking: bool = False) -> "Targets":
        """All of it on another device."""
        moved = {
            name: target.to(device, non_blocking=non_blocking)  # type: ignore[call-overload]  # a device
            for name, target in self.items()
        }
        return Targets(moved)


@dataclass(frozen=True, slots=True)
class EvaluatedSplit(Generic[Sample]):
    """The samples of one split in their order, and the places of each batch."""

    samples: Samples[Sample]
    parts: Sequence[slice]


class SampleFeed(Generic[Sample]):
    """Samples that are read when they are needed; implements `Feed`.

    Args:
        order: How they are fed.
        division: Which images are trained on, held out, and tested on.
        training: Makes the samples of an epoch from the images in their order, and the seed of all
            their random streams: that of the run and the number of the epoch.
        splits: What is evaluated.
        collate: Makes images, (B, 3, H, W) of uint8, and targets of the samples of a batch.

    Raises:
        WrongUse: if the images do not fill one batch, or the ranks cannot share one evenly.
    """

    def __init__(
        self,
        order: Order,
        division: Division,
        *,
        training: Callable[[Indices, tuple[int, int]], Samples[Sample]],
        splits: Mapping[Split, EvaluatedSplit[Sample]],
        collate: Callable[[list[Sample]], tuple[Tensor, Targets]],
    ) -> None:
        self.train_count = len(division.trained)
        self.validation_count = len(division.held)
        self.test_count = len(division.tested)
        self.steps_per_epoch = order.steps(self.train_count)
        self._order = order
        self._trained = division.trained
        self._training = training
        self._splits = splits
        self._loading: Loading[Sample, Targets] = Loading(order, collate)

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches of augmented and normalised images; see `Feed`."""
        samples = self._training(self._draw(seed, epoch), (seed, epoch))
        parts = [self._order.part(step) for step in range(start, self.steps_per_epoch)]
        return self._batches(samples, parts)

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the order of the images and of the seeds that augment them; see `Feed`."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            digest.update(repr((seed, epoch)).encode())
            digest.update(self._draw(seed, epoch).tobytes())
        return digest.hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, not augmented."""
        return self._batches(self._splits[split].samples, self._splits[split].parts)

    def _batches(self, samples: Samples[Sample], parts: Sequence[slice]) -> Iterator[Batch]:
        for images, targets in self._loading.load(samples, parts):
            yield self._order.batch(images, **targets)

    def _draw(self, seed: int, epoch: int) -> Indices:
        """Which images come in which order."""
        return np.random.default_rng((seed, epoch)).permutation(self._trained)
