"""What a task trains on and is scored on: batches that lie on the device, normalised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attnbench.data.split import Division, divide
from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe

Batch = Mapping[str, Tensor]
"""By name: `images`, (B, C, H, W) of float32, and `labels`, (B,) of int64.

Each task has batches of its own, such as `attnbench.tasks.detection.data.feed`.
"""

Split = Literal["validation", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a data set is fed to one process."""

    recipe: Recipe
    device: str
    limit: int = 0
    """Most training and most test images; 0 takes all."""
    workers: int = 0
    """Processes that read image files."""
    rank: int = 0
    """The number of this one among the devices that share the batches."""
    ranks: int = 1

    def steps(self, count: int) -> int:
        """Whole batches of `count` images.

        Raises:
            WrongUse: if they do not fill one, or the ranks cannot share one evenly.
        """
        size = self.recipe.batch_size
        if size > count:
            raise WrongUse(
                f"must be at most the {count} training images, got {size}",
                parameter="recipe.batch_size",
            )
        if size % self.ranks:
            raise WrongUse(
                f"must be a multiple of {self.ranks}, the number of devices, got {size}",
                parameter="recipe.batch_size",
            )
        return count // size

    def part(self, step: int) -> slice:
        """The places of this rank's images of a batch in the order of an epoch."""
        size = self.recipe.batch_size
        return slice(step * size + self.rank, (step + 1) * size, self.ranks)

    def parts(self, count: int) -> list[slice]:
        """The places of each batch of an evaluation; the last batch may be partial."""
        size = self.recipe.batch_size
        return [slice(start, start + size) for start in range(0, count, size)]

    def batch(self, images: Tensor, **targets: Tensor) -> Batch:
        """Normalised images in the recipe's memory layout, with their targets."""
        layout = torch.channels_last if self.recipe.channels_last else torch.contiguous_format
        return {"images": images.contiguous(memory_format=layout), **targets}

    def divide(self, train_labels: NDArray[np.int64], test_labels: NDArray[np.int64]) -> Division:
        """Divide images into trained, held out and tested ones, by their class indices."""
        return divide(
            train_labels, test_labels, limit=self.limit, share=self.recipe.validation_share
        )


class Feed(Protocol):
    """A data set, cut into training, validation and test images."""

    train_count: int
    """Images that an epoch draws from, over all ranks."""
    validation_count: int
    test_count: int
    steps_per_epoch: int

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """One epoch of augmented batches in random order, none of them partial.

        Seed and epoch determine it to the bit; `start` leaves out the first batches and changes
        nothing else. Where several ranks share the batches, this is one rank's part of each.
        """
        ...

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the order of the images and of all that augmentation draws."""
        ...

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, not augmented; the last batch may be partial."""
        ...
