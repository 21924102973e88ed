"""One image on its way to the network, beside what timm and torchvision would make of it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from timm.data import create_transform
from torch import Tensor

from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.data.pil import (
    evaluation_transform,
    middle_transform,
    training_transform,
)
from attnbench.tasks.classification.fields import Padding
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

SIDE = 24
PLAIN = with_fields(RECIPES["nam200"], crop="none", crop_padding=0, flip=0.0)
PADDED = with_fields(PLAIN, crop="padded", crop_padding=5)
RESIZED = with_fields(PLAIN, crop="resized")


@pytest.fixture
def image() -> Image.Image:
    pixels = np.random.default_rng(0).integers(1, 256, size=(40, 30, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def trained(recipe: Recipe, image: Image.Image, seed: int = 0) -> Tensor:
    torch.manual_seed(seed)
    return training_transform(recipe, SIDE)(image)


def middle(image: Image.Image) -> Tensor:
    return middle_transform(SIDE)(image)


@pytest.mark.parametrize("recipe", [PLAIN, PADDED, RESIZED], ids=["plain", "padded", "resized"])
def test_both_transforms_give_pixels_of_the_networks_size(
    recipe: Recipe, image: Image.Image
) -> None:
    for pixels in (trained(recipe, image), evaluation_transform(recipe, SIDE)(image)):
        assert pixels.shape == (3, SIDE, SIDE)
        assert pixels.dtype == torch.uint8


def test_without_a_crop_an_image_is_its_middle(image: Image.Image) -> None:
    shorter = image.resize((SIDE, 32), Image.Resampling.BILINEAR)
    assert np.array_equal(middle(image), np.asarray(shorter)[4:28].transpose(2, 0, 1))
    assert torch.equal(trained(PLAIN, image), middle(image))
    assert torch.equal(evaluation_transform(PADDED, SIDE)(image), middle(image))


def test_a_flip_is_a_mirror(image: Image.Image) -> None:
    flipped = replace(PLAIN, flip=0.999999)
    assert torch.equal(trained(flipped, image), middle(image).flip(2))


@pytest.mark.parametrize("padding", ["zero", "edge"])
def test_a_padded_crop_is_a_piece_of_the_padded_image(image: Image.Image, padding: Padding) -> None:
    mode = {"zero": "constant", "edge": "edge"}[padding]
    padded = np.pad(middle(image), ((0, 0), (5, 5), (5, 5)), mode=mode)  # type: ignore[call-overload]  # a mode by its name
    pieces = np.lib.stride_tricks.sliding_window_view(padded, (3, SIDE, SIDE))[0]
    piece = trained(with_fields(PADDED, padding=padding), image).numpy()
    assert (pieces == piece).all((2, 3, 4)).sum() == 1


def test_evaluation_of_a_resized_recipe_is_timms(image: Image.Image) -> None:
    source = create_transform(SIDE, is_training=False, crop_pct=0.875, normalize=False)
    assert torch.equal(evaluation_transform(RESIZED, SIDE)(image), source(image))


def test_rand_augment_changes_what_else_would_stay(image: Image.Image) -> None:
    recipe = with_fields(PLAIN, rand_augment_ops=2, rand_augment_magnitude=30)
    changed = [not torch.equal(trained(recipe, image, seed), middle(image)) for seed in range(20)]
    assert sum(changed) > 15
