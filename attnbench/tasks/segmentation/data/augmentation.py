"""Random changes of images with masks: scale, crop, mirroring, colours.

Image and mask move together, as torchvision's `tv_tensors` do, and what lies beyond an image is
ignored.
"""

from collections.abc import Sequence

import torch
from torch.nn import functional as F
from torchvision import tv_tensors
from torchvision.transforms.v2 import functional as moves

from attnbench.plan.recipe import Recipe
from attnbench.tasks.segmentation.data.photometric import distorted
from attnbench.tasks.segmentation.data.pictures import IGNORED
from attnbench.tasks.segmentation.fields import SegmentationFields

Scene = tuple[tv_tensors.Image, tv_tensors.Mask]
"""Pixels, (3, H, W) of uint8, and labels, (H, W) of uint8."""

MEAN_COLOUR = (124, 116, 104)
"""ImageNet's, which the network sees as zeros."""

REDRAWS = 10
"""How often a crop is drawn again, where one class fills too much of it; as in MMSegmentation."""


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

    def apply(self, scene: Scene) -> Scene:
        """A crop of an image and its mask; an image that is too small for it is padded."""
        fields = self._fields
        scale = torch.empty(()).uniform_(fields.least_scale, fields.most_scale).item()
        side = max(1, round(scale * self._side))
        image, mask = self._cropped((image_at(scene[0], side), mask_at(scene[1], side)))
        if torch.rand(()) < self._flip:
            image, mask = moves.horizontal_flip(image), moves.horizontal_flip(mask)
        if fields.photometric:
            image = distorted(image)
        return _padded((image, mask), self._crop)

    def _cropped(self, scene: Scene) -> Scene:
        """A crop in which no class fills too much, as far as few draws find one."""
        crop = _random_crop(scene, self._crop)
        most = self._fields.most_of_a_class
        for _ in range(REDRAWS if most else 0):
            if _largest_share(crop[1]) < most:
                break
            crop = _random_crop(scene, self._crop)
        return crop


def image_at(image: tv_tensors.Image, side: int) -> tv_tensors.Image:
    """An image with a shorter side of `side` pixels, in the same proportions."""
    size = size_at(image.shape[-2:], side)
    if size == list(image.shape[-2:]):
        return image
    return moves.resize(image, size, moves.InterpolationMode.BILINEAR, antialias=True)


def mask_at(mask: tv_tensors.Mask, side: int) -> tv_tensors.Mask:
    """A mask with a shorter side of `side` pixels; it has no label that it had not.

    A pixel has the label at its middle, as it has in the image the colour around its middle.
    torchvision's NEAREST would take the upper left corner instead, up to half a pixel away.
    """
    size = size_at(mask.shape[-2:], side)
    if size == list(mask.shape[-2:]):
        return mask
    # Not by torchvision's resize, of which older versions take NEAREST_EXACT for NEAREST.
    return tv_tensors.Mask(F.interpolate(mask[None, None], size, mode="nearest-exact")[0, 0])


def size_at(size: Sequence[int], side: int) -> list[int]:
    """Height and width at a shorter side of `side` pixels, in the same proportions."""
    return [max(1, round(length * side / min(size))) for length in size]


def _random_crop(scene: Scene, size: tuple[int, int]) -> Scene:
    """A window of at most that height and width, at any place that lies inside."""
    image, mask = scene
    kept = [min(lengths) for lengths in zip(image.shape[-2:], size, strict=True)]
    top, left = (
        int(torch.randint(length - part + 1, ()))
        for length, part in zip(image.shape[-2:], kept, strict=True)
    )
    return moves.crop(image, top, left, *kept), moves.crop(mask, top, left, *kept)


def _largest_share(mask: tv_tensors.Mask) -> float:
    """The share of the labelled pixels that the most frequent class has; 1 where there is none."""
    counts = torch.bincount(mask.flatten().long(), minlength=IGNORED + 1)[:IGNORED]
    return (counts.max() / counts.sum()).item() if counts.any() else 1.0


def _padded(scene: Scene, size: tuple[int, int]) -> Scene:
    """Of that height and width: what is missing is added at the right and at the bottom."""
    image, mask = scene
    height, width = image.shape[-2:]
    missing = [0, 0, size[1] - width, size[0] - height]
    return moves.pad(image, missing, list(MEAN_COLOUR)), moves.pad(mask, missing, IGNORED)
