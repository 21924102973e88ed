"""All that a recipe does to training images, in the order that torchvision's recipes have."""

from collections.abc import Callable, Sequence

import numpy as np
from torch import Tensor

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize
from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.data.augmentation.crop import PaddedCrop
from attnbench.tasks.classification.data.augmentation.cutout import Cutout
from attnbench.tasks.classification.data.augmentation.flip import HorizontalFlip
from attnbench.tasks.classification.data.augmentation.rand_augment import RandAugment
from attnbench.tasks.classification.data.augmentation.transformation import (
    Drawn,
    Draws,
    Transformation,
)
from attnbench.tasks.classification.fields import ClassificationFields


class Pipeline:
    """Crop, flip and RandAugment of uint8 images, normalisation, cutout; what the recipe asks for.

    Args:
        recipe: Says what is done.
        size: Channels, height and width of an image.

    Raises:
        WrongUse: if the recipe asks for what images in memory cannot have.
    """

    def __init__(self, recipe: Recipe, size: ImageSize) -> None:
        fields = recipe.task_fields(ClassificationFields)
        self._of_pixels = _of_pixels(fields, recipe.flip, size)
        self._of_normalised = _of_normalised(fields, size)

    def draw(self, random: np.random.Generator, count: int) -> tuple[Draws, ...]:
        """What each transformation draws for `count` images."""
        transformations = (*self._of_pixels, *self._of_normalised)
        return tuple(transformation.draw(random, count) for transformation in transformations)

    def apply(
        self, images: Tensor, drawn: Sequence[Drawn], normalise: Callable[[Tensor], Tensor]
    ) -> Tensor:
        """(B, C, H, W) of uint8 -> (B, C, H, W), normalised.

        Args:
            images: A batch.
            drawn: Its rows of what `draw` gave.
            normalise: Gives floats.
        """
        split = len(self._of_pixels)
        images = _apply_all(self._of_pixels, images, drawn[:split])
        return _apply_all(self._of_normalised, normalise(images), drawn[split:])


def _apply_all(
    transformations: Sequence[Transformation], images: Tensor, drawn: Sequence[Drawn]
) -> Tensor:
    for transformation, its_drawn in zip(transformations, drawn, strict=True):
        images = transformation.apply(images, its_drawn)
    return images


def _of_pixels(
    fields: ClassificationFields, flip: float, size: ImageSize
) -> tuple[Transformation, ...]:
    if fields.crop == "resized":
        raise WrongUse(
            "must not be resized for images in memory; use padded with a crop_padding, or none",
            parameter="recipe.crop",
        )
    made: list[Transformation] = []
    if fields.crop == "padded":
        made.append(PaddedCrop(fields.crop_padding, fields.padding))
    if flip:
        made.append(HorizontalFlip(flip))
    if fields.rand_augment_ops:
        made.append(RandAugment(fields.rand_augment_ops, fields.rand_augment_magnitude, size))
    return tuple(made)


def _of_normalised(fields: ClassificationFields, size: ImageSize) -> tuple[Transformation, ...]:
    return (Cutout(fields.cutout, size),) if fields.cutout else ()
