"""Image and mask move together, and a recipe's chances and ranges are those of what comes out."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.nn import functional as F
from torchvision import tv_tensors
from torchvision.transforms.v2 import InterpolationMode
from torchvision.transforms.v2.functional import resize

from attnbench.data.streams import seeded
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.segmentation.data.augmentation import (
    MEAN_COLOUR,
    REDRAWS,
    Augmentation,
    Scene,
    image_at,
    mask_at,
)
from attnbench.tasks.segmentation.data.pictures import IGNORED
from tests.attnbench.recipes import with_fields
from tests.attnbench.tasks.segmentation.data.painted import (
    BLOCK,
    COLOURS,
    draw_mask,
    scene_of_mask,
)

PLAIN = RECIPES["quick-masks"]
SCALED = with_fields(PLAIN, least_scale=0.5, most_scale=2.0, flip=0.5)
LENGTHS = st.integers(20, 90)
SIZES = st.tuples(LENGTHS, LENGTHS)
REACH = 3
"""Pixels beside a border of labels whose colours may be mixed, at scales up to two."""


def augmented(
    recipe: Recipe, scene: Scene, *, side: int, crop: tuple[int, int], seed: int = 0
) -> Scene:
    with seeded((seed,)):
        return Augmentation(recipe, side, crop).apply(scene)


def inner(mask: torch.Tensor) -> torch.Tensor:
    """Where all pixels around have one label; not beside an edge, beyond which there are others."""
    labels, window = mask[None, None].float(), 2 * REACH + 1
    most, least = F.max_pool2d(labels, window, 1), -F.max_pool2d(-labels, window, 1)
    return F.pad((most == least)[0, 0], 4 * [REACH])


@settings(deadline=None)
@given(size=SIZES, crop=SIZES, zoom=st.floats(0.5, 2), seed=st.integers(0, 2**32))
def test_the_colours_still_tell_the_labels(
    size: tuple[int, int], crop: tuple[int, int], zoom: float, seed: int
) -> None:
    recipe = with_fields(SCALED, least_scale=zoom, most_scale=2.0, most_of_a_class=0.75)
    scene = scene_of_mask(draw_mask(*size, seed % 100))
    image, mask = augmented(recipe, scene, side=min(size), crop=crop, seed=seed)
    assert image.shape == (3, *crop)
    assert mask.shape == crop
    assert (image.dtype, mask.dtype) == (torch.uint8, torch.uint8)
    expected = torch.from_numpy(COLOURS)[mask.long()].permute(2, 0, 1)
    is_told = (image == expected).all(0)
    is_pad = (image == torch.tensor(MEAN_COLOUR).view(3, 1, 1)).all(0)
    assert (is_told | is_pad)[inner(mask)].all()
    assert (mask[is_pad & inner(mask)] == IGNORED).all()


@settings(deadline=None)
@given(size=SIZES, side=st.integers(1, 200), seed=st.integers(0, 99))
def test_a_resized_mask_gains_no_label(size: tuple[int, int], side: int, seed: int) -> None:
    _, mask = scene_of_mask(draw_mask(*size, seed))
    changed = mask_at(mask, side)
    assert min(changed.shape) == side
    assert {*changed.unique().tolist()} <= {*mask.unique().tolist()}


@settings(deadline=None)
@given(size=SIZES, side=st.integers(2, 200))
def test_image_and_mask_are_resized_to_one_size_of_the_same_proportions(
    size: tuple[int, int], side: int
) -> None:
    image, mask = scene_of_mask(draw_mask(*size, 0))
    changed = image_at(image, side)
    assert changed.shape[-2:] == mask_at(mask, side).shape
    assert min(changed.shape[-2:]) == side
    for after, before in zip(changed.shape[-2:], size, strict=True):
        # Within half a pixel, in whole numbers.
        assert 2 * abs(after * min(size) - before * side) <= min(size)


def ramp(width: int) -> Scene:
    """The label of each pixel is its column, and so is its grey."""
    columns = torch.arange(width, dtype=torch.uint8).repeat(24, 1)
    return tv_tensors.Image(columns.repeat(3, 1, 1)), tv_tensors.Mask(columns)


@settings(deadline=None)
@given(side=st.integers(2, 60))
def test_a_mask_lies_on_its_image_to_half_a_pixel(side: int) -> None:
    image, mask = ramp(96)
    grey = image_at(image, side)[0].float()
    # Near the edges the image's filter is cut off. A grey is rounded to half a level.
    edge = -(-side // 24) + 1
    apart = (grey - mask_at(mask, side).float()).abs()[:, edge:-edge]
    assert apart.max() <= 1


def test_the_other_nearest_would_shift_a_mask() -> None:
    image, mask = ramp(96)
    grey = image_at(image, 6)[0].float()
    shifted = resize(mask, [6, 24], InterpolationMode.NEAREST).float()
    assert (grey - shifted)[:, 2:-2].min() >= 1
    assert torch.equal(mask_at(mask, 6), shifted + 2)


def test_a_recipe_without_augmentation_takes_an_image_of_the_crops_size_as_it_is() -> None:
    scene = scene_of_mask(draw_mask(32, 48, 0))
    image, mask = augmented(PLAIN, scene, side=32, crop=(32, 48))
    assert torch.equal(image, scene[0])
    assert torch.equal(mask, scene[1])


def test_what_lies_beyond_an_image_is_ignored_and_of_the_mean_colour() -> None:
    image, mask = augmented(PLAIN, scene_of_mask(draw_mask(24, 30, 0)), side=24, crop=(32, 48))
    assert (mask[24:] == IGNORED).all()
    assert (mask[:, 30:] == IGNORED).all()
    assert (mask[:24, :30] != IGNORED).any()
    pad = torch.cat([image[:, 24:].flatten(1), image[:, :, 30:].flatten(1)], 1)
    assert torch.equal(pad, torch.tensor(MEAN_COLOUR, dtype=torch.uint8)[:, None].expand_as(pad))


@pytest.mark.parametrize("seed", range(8))
def test_what_is_padded_is_the_mean_colour_whatever_becomes_of_the_colours(seed: int) -> None:
    recipe = with_fields(SCALED, photometric=True, most_scale=1.0)
    image, mask = augmented(
        recipe, scene_of_mask(draw_mask(40, 40, 0)), side=40, crop=(64, 64), seed=seed
    )
    assert (image[:, 40:] == torch.tensor(MEAN_COLOUR).view(3, 1, 1)).all()
    assert (mask[40:] == IGNORED).all()


@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_other_colours_leave_the_mask_as_it_is(seed: int) -> None:
    scene = scene_of_mask(draw_mask(40, 60, 1))
    recipe = with_fields(SCALED, most_of_a_class=0.75)
    changed = with_fields(recipe, photometric=True)
    _, mask = augmented(recipe, scene, side=40, crop=(32, 32), seed=seed)
    _, same = augmented(changed, scene, side=40, crop=(32, 32), seed=seed)
    assert torch.equal(mask, same)


def test_colours_are_changed_only_if_the_recipe_says_so() -> None:
    scene = scene_of_mask(draw_mask(32, 32, 1))
    changed = [
        not torch.equal(
            augmented(
                with_fields(PLAIN, photometric=True), scene, side=32, crop=(32, 32), seed=seed
            )[0],
            scene[0],
        )
        for seed in range(16)
    ]
    # One in sixteen is left as it is.
    assert sum(changed) >= 12


def test_as_many_images_are_mirrored_as_asked() -> None:
    scene = scene_of_mask(draw_mask(32, 32, 1))
    recipe = replace(PLAIN, flip=0.3)
    mirrored = 0
    for seed in range(200):
        image, mask = augmented(recipe, scene, side=32, crop=(32, 32), seed=seed)
        is_same = torch.equal(image, scene[0])
        assert is_same or torch.equal(image, scene[0].flip(-1))
        assert torch.equal(mask, scene[1] if is_same else scene[1].flip(-1))
        mirrored += not is_same
    assert mirrored / 200 == pytest.approx(0.3, abs=0.1)


def widths(recipe: Recipe, side: int) -> NDArray[np.int64]:
    """Of an image, in a crop that is larger than it."""
    scene = scene_of_mask(np.zeros((64, 64), np.uint8))
    masks = [
        augmented(recipe, scene, side=side, crop=(200, 200), seed=seed)[1] for seed in range(100)
    ]
    return np.array([int((mask[0] == 0).sum()) for mask in masks])


def test_images_are_scaled_within_the_range_of_the_side() -> None:
    widest = widths(with_fields(PLAIN, least_scale=0.5, most_scale=2.0), 80)
    assert 40 <= widest.min() < 44
    assert 154 < widest.max() <= 160
    assert (widths(PLAIN, 80) == 80).all()


def test_a_crop_may_lie_anywhere_inside() -> None:
    image, mask = ramp(96)
    crops = [augmented(PLAIN, (image, mask), side=24, crop=(24, 24), seed=n) for n in range(900)]
    assert {int(crop[1][0, 0]) for crop in crops} == {*range(96 - 24 + 1)}


def half(share: int) -> Scene:
    """Of 96 columns the first `share` have class 1, the others class 2."""
    mask = np.full((24, 96), 2, np.uint8)
    mask[:, :share] = 1
    return scene_of_mask(mask)


def largest_share(mask: torch.Tensor) -> float:
    labelled = mask[mask != IGNORED].long()
    return (labelled.bincount().max() / max(len(labelled), 1)).item() if len(labelled) else 1.0


def test_a_crop_that_one_class_fills_is_drawn_again_ten_times() -> None:
    # 11 of 73 places have a crop with less than three quarters of one class.
    chance = 11 / 73
    shares = [
        largest_share(
            augmented(
                with_fields(PLAIN, most_of_a_class=0.75),
                half(48),
                side=24,
                crop=(24, 24),
                seed=seed,
            )[1]
        )
        for seed in range(400)
    ]
    kept = np.mean([share < 0.75 for share in shares])
    assert REDRAWS == 10
    assert kept == pytest.approx(1 - (1 - chance) ** (REDRAWS + 1), abs=0.06)
    once = [
        largest_share(augmented(PLAIN, half(48), side=24, crop=(24, 24), seed=seed)[1])
        for seed in range(400)
    ]
    assert np.mean([share < 0.75 for share in once]) == pytest.approx(chance, abs=0.06)


def test_pixels_without_a_label_do_not_count_for_a_classs_share() -> None:
    mask = np.full((24, 48), IGNORED, np.uint8)
    mask[:, ::12], mask[:, 1::12] = 1, 2
    # Half of what is labelled is of one class wherever the crop lies: nothing is drawn again.
    recipe = with_fields(PLAIN, most_of_a_class=0.75)
    for seed in range(20):
        first = augmented(PLAIN, scene_of_mask(mask), side=24, crop=(24, 24), seed=seed)
        again = augmented(recipe, scene_of_mask(mask), side=24, crop=(24, 24), seed=seed)
        assert torch.equal(first[1], again[1])


def test_an_image_without_labels_or_of_one_class_ends_the_drawing() -> None:
    recipe = with_fields(PLAIN, most_of_a_class=0.5)
    for label in (IGNORED, 3):
        scene = scene_of_mask(np.full((40, 40), label, np.uint8))
        _, mask = augmented(recipe, scene, side=40, crop=(BLOCK, BLOCK))
        assert (mask == label).all()
