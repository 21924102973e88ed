"""Small images live on the device as uint8 and are augmented there, a batch at a time."""

import hashlib
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attnbench.data.feed import Batch, Order, Split
from attnbench.data.split import Indices
from attnbench.tasks.classification.data.augmentation.pipeline import Pipeline
from attnbench.tasks.classification.data.augmentation.transformation import Drawn, Draws
from attnbench.tasks.classification.data.images import Images

EVALUATION_BATCH = 100
"""More images at once do not stay in the caches of a processor, and take longer."""


class Resident:
    """Images in memory; implements `Feed`.

    Args:
        images: The data set.
        order: How it is fed.

    Raises:
        WrongUse: if the images do not fill one batch, the ranks cannot share a batch evenly, or the
            recipe's augmentation is not for images in memory.
    """

    def __init__(self, images: Images, order: Order) -> None:
        division = order.divide(images.train_labels, images.test_labels)
        self.train_count = len(division.trained)
        self.validation_count = len(division.held)
        self.test_count = len(division.tested)
        self.steps_per_epoch = order.steps(self.train_count)
        self._order = order
        self._pipeline = Pipeline(order.recipe, images.size)
        self._train = self._place(images.train_images, images.train_labels, division.trained)
        self._splits = {
            "validation": self._place(images.train_images, images.train_labels, division.held),
            "test": self._place(images.test_images, images.test_labels, division.tested),
        }
        self._mean, self._deviation = (
            torch.tensor(values, device=order.device).mul_(255).view(-1, 1, 1)
            for values in (images.mean, images.deviation)
        )

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches of augmented and normalised images; see `Feed`."""
        chosen, *drawn = (Drawn.on(self._order.device, draws) for draws in self._draw(seed, epoch))
        pixels, labels = self._train
        for step in range(start, self.steps_per_epoch):
            part = self._order.part(step)
            indices = chosen[part].device
            images = self._pipeline.apply(
                pixels.index_select(0, indices), [draws[part] for draws in drawn], self._normalised
            )
            yield self._order.batch(images, labels=labels[indices])

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of all that is random; see `Feed`."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            for draws in self._draw(seed, epoch):
                digest.update(draws.tobytes())
        return digest.hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, normalised."""
        pixels, labels = self._splits[split]
        for start in range(0, len(pixels), EVALUATION_BATCH):
            part = slice(start, start + EVALUATION_BATCH)
            yield self._order.batch(self._normalised(pixels[part]), labels=labels[part])

    def _draw(self, seed: int, epoch: int) -> tuple[Draws, ...]:
        """All that is random in an epoch: which images come in which order, then augmentation."""
        random = np.random.default_rng((seed, epoch))
        count = self.steps_per_epoch * self._order.recipe.batch_size
        chosen = random.permutation(self.train_count)[:count]
        return chosen, *self._pipeline.draw(random, count)

    def _place(
        self, pixels: NDArray[np.uint8], labels: NDArray[np.int64], indices: Indices
    ) -> tuple[Tensor, Tensor]:
        """Some images with their labels, on the device."""
        images, classes = torch.from_numpy(pixels[indices]), torch.from_numpy(labels[indices])
        return images.to(self._order.device), classes.to(self._order.device)

    def _normalised(self, images: Tensor) -> Tensor:
        """(B, C, H, W) of uint8 -> (B, C, H, W) of float32."""
        return images.float().sub_(self._mean).div_(self._deviation)
