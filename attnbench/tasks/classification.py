"""The classification task: images live on the device, are shifted there, scored by top-1 and -5."""

import hashlib
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from attnbench.data.images import Images
from attnbench.recipe import Recipe
from attnbench.tasks.task import Batch, Evaluation

EVALUATION_BATCH = 250


class Classification:
    """Images of classes; implements `Task`.

    Args:
        images: The data set.
        recipe: Batch size, shift and label smoothing.
        device: Where the images live.
    """

    def __init__(self, images: Images, recipe: Recipe, device: str) -> None:
        self.train_count = len(images.train_images)
        self.test_count = len(images.test_images)
        self.steps_per_epoch = self.train_count // recipe.batch_size
        self._recipe = recipe
        self._train_images = _padded(images.train_images, recipe.shift).to(device)
        self._train_labels = torch.from_numpy(images.train_labels).to(device)
        self._test_images = torch.from_numpy(images.test_images).to(device)
        self._test_labels = torch.from_numpy(images.test_labels).to(device)
        self._mean = torch.tensor(images.mean, device=device).view(1, -1, 1, 1)
        self._deviation = torch.tensor(images.deviation, device=device).view(1, -1, 1, 1)
        self._side = images.size[1:]

    def network(self, backbone: nn.Module) -> nn.Module:
        """The backbone itself: timm's networks end in a classifier."""
        return backbone

    def batches(self, seed: int, epoch: int) -> Iterator[Batch]:
        """Shuffled batches of normalised, randomly shifted images, none of them partial."""
        for indices, shifts in self._draws(seed, epoch):
            chosen = torch.from_numpy(indices).to(self._train_images.device)
            crops = self._crop(self._train_images[chosen], torch.from_numpy(shifts))
            yield {"images": self._normalised(crops), "labels": self._train_labels[chosen]}

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the indices and shifts of every batch."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            for indices, shifts in self._draws(seed, epoch):
                digest.update(indices.tobytes())
                digest.update(shifts.tobytes())
        return digest.hexdigest()

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Cross-entropy with the recipe's label smoothing."""
        smoothing = self._recipe.label_smoothing
        return F.cross_entropy(network(batch["images"]), batch["labels"], label_smoothing=smoothing)

    @torch.no_grad()
    def evaluate(self, network: nn.Module) -> Evaluation:
        """Top-1 and top-5 in percent, and for each image whether its label came first."""
        ranks = torch.cat(
            [
                _ranks(network(self._normalised(images)), labels)
                for images, labels in zip(
                    self._test_images.split(EVALUATION_BATCH),
                    self._test_labels.split(EVALUATION_BATCH),
                    strict=True,
                )
            ]
        ).cpu()
        scores = {f"top{k}": 100 * (ranks < k).double().mean().item() for k in (1, 5)}
        return Evaluation(scores, {"correct": (ranks < 1).numpy()})

    def _draws(
        self, seed: int, epoch: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        random = np.random.default_rng((seed, epoch))
        order = random.permutation(self.train_count)
        size = self._recipe.batch_size
        for start in range(0, self.steps_per_epoch * size, size):
            shifts = random.integers(2 * self._recipe.shift + 1, size=(2, size))
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


def _ranks(logits: Tensor, labels: Tensor) -> Tensor:
    """(B, K) and (B,) -> (B,): how many classes score above the label."""
    own = logits.gather(1, labels[:, None])
    return (logits > own).sum(1)
