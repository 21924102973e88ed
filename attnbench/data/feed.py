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

Of images with boxes, see `attnbench.tasks.detection.data.feed`.
"""

Split = Literal["validation", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a data set is asked to feed."""

    recipe: Recipe
    device: str
    limit: int = 0
    """Most images of the training data, and of the test data; 0: all."""
    workers: int = 0
    """Processes that read image files."""
    rank: int = 0
    """Which of the devices that share the batches this one is."""
    ranks: int = 1

    def steps(self, count: int) -> int:
        """Batches that so many images fill.

        Raises:
            WrongUse: if they do not fill one, or the ranks cannot share one evenly.
        """
        size = self.recipe.batch_size
        if size > count:
            raise WrongUse(
                f"batch_size={size} is more than the {count} images to train on; "
                "pass a smaller batch_size, or more images"
            )
        if size % self.ranks:
            raise WrongUse(
                f"batch_size={size} cannot be shared evenly by {self.ranks} devices; "
                f"pass a multiple of {self.ranks}"
            )
        return count // size

    def part(self, step: int) -> slice:
        """Where in an epoch's order the images of this rank's part of a batch are."""
        size = self.recipe.batch_size
        return slice(step * size + self.rank, (step + 1) * size, self.ranks)

    def parts(self, count: int) -> list[slice]:
        """Where the images of each batch of an evaluation are, the last of which may be partial."""
        size = self.recipe.batch_size
        return [slice(start, start + size) for start in range(0, count, size)]

    def batch(self, images: Tensor, **targets: Tensor) -> Batch:
        """Normalised images in the recipe's memory layout, with what is to be learned of them."""
        layout = torch.channels_last if self.recipe.channels_last else torch.contiguous_format
        return {"images": images.contiguous(memory_format=layout), **targets}

    def divide(self, train_labels: NDArray[np.int64], test_labels: NDArray[np.int64]) -> Division:
        """What each image of a data set is for, by the class indices of both splits."""
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

        The same for the same seed and epoch: with `start`, what would come after so many batches,
        to the bit. Of several ranks, each gets its part of every batch.
        """
        ...

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of which images come in which order, and of all that augmentation draws."""
        ...

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, not augmented; the last batch may be partial."""
        ...
