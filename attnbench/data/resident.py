"""Small images live on the device as uint8 and are augmented there, all of a batch at once."""

import hashlib
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from attnbench.data.feed import Batch, Order, Split
from attnbench.data.images import Images
from attnbench.data.split import hold_out, limit_to

EVALUATION_BATCH = 250


class Resident:
    """Images in memory; implements `Feed`.

    Args:
        images: The data set.
        order: What is asked of it.
    """

    def __init__(self, images: Images, order: Order) -> None:
        recipe, device = order.recipe, order.device
        kept = limit_to(images.train_labels, order.limit)
        trained, held = hold_out(images.train_labels[kept], recipe.validation_share)
        tested = limit_to(images.test_labels, order.limit)
        self.train_count = len(trained)
        self.validation_count = len(held)
        self.test_count = len(tested)
        self.steps_per_epoch = self.train_count // recipe.batch_size
        self._recipe = recipe
        self._order = order
        self._train_images = _padded(images.train_images[kept[trained]], recipe.crop_padding)
        self._train_images = self._train_images.to(device)
        self._train_labels = torch.from_numpy(images.train_labels[kept[trained]]).to(device)
        splits = {
            "validation": (images.train_images[kept[held]], images.train_labels[kept[held]]),
            "test": (images.test_images[tested], images.test_labels[tested]),
        }
        self._splits = {
            name: (torch.from_numpy(pixels).to(device), torch.from_numpy(labels).to(device))
            for name, (pixels, labels) in splits.items()
        }
        self._mean = torch.tensor(images.mean, device=device).view(1, -1, 1, 1)
        self._deviation = torch.tensor(images.deviation, device=device).view(1, -1, 1, 1)
        self._side = images.size[1:]

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Shuffled batches of normalised, randomly shifted images, none of them partial."""
        for step, (indices, shifts) in enumerate(self._draws(seed, epoch)):
            if step < start:
                continue
            mine = slice(self._order.rank, None, self._order.ranks)
            chosen = torch.from_numpy(indices[mine].copy()).to(self._train_images.device)
            crops = self._crop(self._train_images[chosen], torch.from_numpy(shifts[:, mine].copy()))
            yield {"images": self._normalised(crops), "labels": self._train_labels[chosen]}

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the indices and shifts of every batch."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            for indices, shifts in self._draws(seed, epoch):
                digest.update(indices.tobytes())
                digest.update(shifts.tobytes())
        return digest.hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, normalised."""
        pixels, labels = self._splits[split]
        for start in range(0, len(pixels), EVALUATION_BATCH):
            part = slice(start, start + EVALUATION_BATCH)
            yield {"images": self._normalised(pixels[part]), "labels": labels[part]}

    def _draws(
        self, seed: int, epoch: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        random = np.random.default_rng((seed, epoch))
        order = random.permutation(self.train_count)
        size = self._recipe.batch_size
        for start in range(0, self.steps_per_epoch * size, size):
            shifts = random.integers(2 * self._recipe.crop_padding + 1, size=(2, size))
            yield order[start : start + size], shifts

    def _crop(self, images: Tensor, shifts: Tensor) -> Tensor:
        """(B, C, H + 2s, W + 2s) -> (B, C, H, W), each image at its own corner, channels last."""
        height, width = self._side
        shifts = shifts.to(images.device)
        samples = torch.arange(len(images), device=images.device)[:, None, None]
        rows = shifts[0][:, None, None] + torch.arange(height, device=images.device)[:, None]
        columns = shifts[1][:, None, None] + torch.arange(width, device=images.device)
        return images[samples, :, rows, columns].permute(0, 3, 1, 2)

    def _normalised(self, images: Tensor) -> Tensor:
        scaled = (images.float() / 255 - self._mean) / self._deviation
        return scaled.contiguous(memory_format=torch.channels_last)


def _padded(images: NDArray[np.uint8], shift: int) -> Tensor:
    """Images with their edge repeated on every side: the ground of `digits` goes on."""
    tensor = torch.from_numpy(images)
    if not shift:
        return tensor
    return F.pad(tensor.float(), (shift,) * 4, mode="replicate").to(torch.uint8)
