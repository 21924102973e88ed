"""Random changes of images with masks: scale, crop, mirroring, colours.

Image and mask move together, as torchvision's `tv_tensors` do; a mask is resized to the nearest
pixel, and what lies beyond an image is ignored.
"""

import torch
from torchvision import tv_tensors
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as moves

from attnbench.plan.recipe import Recipe
from attnbench.tasks.segmentation.data.pictures import IGNORED
from attnbench.tasks.segmentation.fields import SegmentationFields

Scene = tuple[tv_tensors.Image, tv_tensors.Mask]
"""Pixels, (3, H, W) of uint8, and labels, (H, W) of uint8."""

MEAN_COLOUR = (124, 116, 104)
"""ImageNet's, which the network sees as zeros."""

DRAWS = 10
"""Crops that are drawn at most, where one class fills too much of them; as in MMSegmentation."""


class Augmentation:
    """What a recipe does to training images with masks; draws from torch's generator.

    Args:
        recipe: Of the chances and ranges.
        side: Shorter side to which whole images are brought.
        crop: Height and width of what comes out.
    """

    def __init__(self, recipe: Recipe, side: int, crop: tuple[int, int]) -> None:
        self._fields = recipe.task_fields(SegmentationFields)
        self._flip = recipe.flip
        self._side = side
        self._crop = crop
        self._photometric = v2.RandomPhotometricDistort()

    def apply(self, scene: Scene) -> Scene:
        """A crop of an image and its mask."""
        fields = self._fields
        scale = torch.empty(()).uniform_(fields.least_scale, fields.most_scale).item()
        cropped = self._cropped(with_shorter_side(scene, max(1, round(scale * self._side))))
        if torch.rand(()) < self._flip:
            cropped = moves.horizontal_flip(cropped[0]), moves.horizontal_flip(cropped[1])
        return self._photometric(*cropped) if fields.photometric else cropped

    def _cropped(self, scene: Scene) -> Scene:
        """A crop in which no class fills too much, as far as few draws find one."""
        padded = _padded(scene, self._crop)
        crop = _random_crop(padded, self._crop)
        most = self._fields.most_of_a_class
        for _ in range(DRAWS if most else 0):
            if _largest_share(crop[1]) < most:
                break
            crop = _random_crop(padded, self._crop)
        return crop


def with_shorter_side(scene: Scene, side: int) -> Scene:
    """Resized so that the shorter side has `side` pixels, keeping the proportions."""
    image, mask = scene
    height, width = image.shape[-2:]
    if min(height, width) == side:
        return scene
    size = [max(1, round(length * side / min(height, width))) for length in (height, width)]
    return (
        moves.resize(image, size, moves.InterpolationMode.BILINEAR, antialias=True),
        moves.resize(mask, size, moves.InterpolationMode.NEAREST),
    )


def _padded(scene: Scene, size: tuple[int, int]) -> Scene:
    """At least of that height and width: what is added lies on the right and below."""
    image, mask = scene
    height, width = image.shape[-2:]
    missing = [0, 0, max(0, size[1] - width), max(0, size[0] - height)]
    if not any(missing):
        return scene
    return moves.pad(image, missing, list(MEAN_COLOUR)), moves.pad(mask, missing, IGNORED)


def _random_crop(scene: Scene, size: tuple[int, int]) -> Scene:
    """A window of that height and width, at any place that lies inside."""
    image, mask = scene
    top, left = (
        int(torch.randint(length - kept + 1, ()))
        for length, kept in zip(image.shape[-2:], size, strict=True)
    )
    return moves.crop(image, top, left, *size), moves.crop(mask, top, left, *size)


def _largest_share(mask: tv_tensors.Mask) -> float:
    """The share of the labelled pixels that the most frequent class has; 1 where there is none."""
    counts = torch.bincount(mask.flatten().long(), minlength=IGNORED + 1)[:IGNORED]
    return (counts.max() / counts.sum()).item() if counts.any() else 1.0
