"""Images that are painted from their masks, so that each pixel tells its label."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torchvision import tv_tensors

from attnbench.tasks.segmentation.data.augmentation import Scene
from attnbench.tasks.segmentation.data.pictures import (
    IGNORED,
    Mask,
    MaskedPictures,
    MaskedPictureSet,
)

COLOURS = np.random.default_rng(0).permutation(
    np.stack(np.meshgrid(*3 * [np.linspace(0, 255, 7)]), -1).reshape(-1, 3)[:256].astype(np.uint8)
)
"""(256, 3), a colour of each label; no two are alike."""
BLOCK = 16
"""Side of the squares of one label, in pixels."""


def draw_mask(height: int, width: int, seed: int, classes: int = 9) -> Mask:
    """Squares of random labels, a tenth of them ignored."""
    random = np.random.default_rng(seed)
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    labels = random.integers(classes, size=(rows, columns))
    labels[random.random(labels.shape) < 0.1] = IGNORED
    blocks = labels.repeat(BLOCK, 0).repeat(BLOCK, 1)
    return blocks[:height, :width].astype(np.uint8)


def paint(mask: NDArray[np.integer]) -> Image.Image:
    """The image of a mask."""
    return Image.fromarray(COLOURS[mask])


def scene_of_mask(mask: Mask) -> Scene:
    pixels = torch.from_numpy(COLOURS[mask].transpose(2, 0, 1).copy())
    return tv_tensors.Image(pixels), tv_tensors.Mask(torch.from_numpy(mask.copy()))


@dataclass(frozen=True)
class Painted:
    """Images and masks in memory; implements `Openable` and `Masks`."""

    labels: Sequence[Mask]

    def open(self, index: int) -> Image.Image:
        return paint(self.labels[index])

    def read(self, index: int) -> Mask:
        return self.labels[index]

    def name(self, index: int) -> str:
        return f"number {index}"


def pictures_of(masks: Sequence[Mask]) -> MaskedPictures:
    painted = Painted(masks)
    sizes = np.array([mask.shape[::-1] for mask in masks])
    return MaskedPictures(images=painted, masks=painted, sizes=sizes)


def draw_set(train: Sequence[tuple[int, int]], test: Sequence[tuple[int, int]]) -> MaskedPictureSet:
    """A data set of images of those heights and widths."""
    train_masks = [draw_mask(*size, seed) for seed, size in enumerate(train)]
    test_masks = [draw_mask(*size, 1000 + seed) for seed, size in enumerate(test)]
    return MaskedPictureSet(
        train=pictures_of(train_masks),
        test=pictures_of(test_masks),
        classes=tuple("abcdefghi"),
        fingerprint="painted",
    )
