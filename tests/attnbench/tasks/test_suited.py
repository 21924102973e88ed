"""What a recipe asks for and a data set has no use for is refused by name."""

from dataclasses import replace

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.suited import refuse_unsuited

PLAIN = replace(RECIPES["quick"], crop="none", crop_padding=0)


@pytest.mark.parametrize(
    "recipe",
    [
        replace(PLAIN, crop="resized"),
        replace(PLAIN, cutout=4),
        replace(PLAIN, rand_augment_ops=2),
        replace(PLAIN, mixup=0.2),
        replace(PLAIN, cutmix=1.0),
        replace(PLAIN, label_smoothing=0.1),
    ],
    ids=["crop", "cutout", "rand_augment", "mixup", "cutmix", "label_smoothing"],
)
def test_boxes_have_no_use_for_what_is_for_classes(recipe: Recipe) -> None:
    refuse_unsuited(recipe, "classify", "digits")
    with pytest.raises(WrongUse, match=r"is for images of classes, and digit-boxes is to detect;"):
        refuse_unsuited(recipe, "detect", "digit-boxes")


@pytest.mark.parametrize(
    "recipe",
    [
        replace(PLAIN, mosaic=1.0),
        replace(PLAIN, zoom=0.5),
        replace(PLAIN, shift=0.1),
        replace(PLAIN, hue=0.015),
        replace(PLAIN, saturation=0.7),
        replace(PLAIN, brightness=0.4),
    ],
    ids=["mosaic", "zoom", "shift", "hue", "saturation", "brightness"],
)
def test_classes_have_no_use_for_what_is_for_boxes(recipe: Recipe) -> None:
    refuse_unsuited(recipe, "detect", "digit-boxes")
    with pytest.raises(WrongUse, match=r"is for images with boxes, and digits is to classify; pas"):
        refuse_unsuited(recipe, "classify", "digits")


def test_the_refusal_says_what_to_pass() -> None:
    with pytest.raises(WrongUse, match=r"crop=padded of the recipe quick .*; pass crop=none, or"):
        refuse_unsuited(RECIPES["quick"], "detect", "digit-boxes")
    with pytest.raises(WrongUse, match=r"mosaic=1.0 of the recipe quick .*; pass mosaic=0, or t"):
        refuse_unsuited(replace(PLAIN, mosaic=1.0), "classify", "digits")
