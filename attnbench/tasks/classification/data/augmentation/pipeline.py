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


class Pipeline:
    """Crop, flip and RandAugment of uint8 images, normalisation, cutout; what the recipe asks for.

    Args:
        recipe: Of the augmentation.
        size: Of an image.

    Raises:
        WrongUse: if the recipe asks for what images in memory cannot have.
    """

    def __init__(self, recipe: Recipe, size: ImageSize) -> None:
        self._of_pixels = _of_pixels(recipe, size)
        self._of_normalised = _of_normalised(recipe, size)

    def draw(self, random: np.random.Generator, count: int) -> tuple[Draws, ...]:
        """What each transformation draws for so many images."""
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


def _of_pixels(recipe: Recipe, size: ImageSize) -> tuple[Transformation, ...]:
    if recipe.crop == "resized":
        raise WrongUse(
            "crop=resized is for image files, and these images are in memory; "
            "pass crop=padded with a crop_padding, or crop=none"
        )
    made: list[Transformation] = []
    if recipe.crop == "padded":
        made.append(PaddedCrop(recipe.crop_padding, recipe.padding))
    if recipe.flip:
        made.append(HorizontalFlip(recipe.flip))
    if recipe.rand_augment_ops:
        made.append(RandAugment(recipe.rand_augment_ops, recipe.rand_augment_magnitude, size))
    return tuple(made)


def _of_normalised(recipe: Recipe, size: ImageSize) -> tuple[Transformation, ...]:
    return (Cutout(recipe.cutout, size),) if recipe.cutout else ()
