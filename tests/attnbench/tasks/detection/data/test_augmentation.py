"""A recipe's chances and ranges are those of the images that come out."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from attnbench.plan.recipe import Recipe
from attnbench.tasks.detection.data.augmentation import Augmentation
from attnbench.tasks.detection.data.scene import GREY, Scene, letterboxed
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

SIDE = 32
PLAIN = with_fields(RECIPES["quick-boxes"], shift=0.0)
OTHERS = np.arange(4)
BOX = np.array([[4, 8, 20, 28]], np.float32)


def read(index: int) -> Scene:
    """A grey image with a rectangle whose colour says which image it is."""
    picture = Image.new("RGB", (SIDE, SIDE), (60, 60, 60))
    ImageDraw.Draw(picture).rectangle((4, 8, 19, 27), fill=(50 * index + 50, 0, 0))
    return Scene(picture, BOX, np.array([index]))


def augmented(recipe: Recipe, count: int = 200) -> list[Scene]:
    augmentation = Augmentation(recipe, SIDE)
    return [
        augmentation.apply(0, OTHERS, read, np.random.default_rng(seed)) for seed in range(count)
    ]


def test_a_recipe_without_augmentation_is_the_evaluations_image() -> None:
    (scene,) = augmented(PLAIN, 1)
    assert scene.picture.tobytes() == letterboxed(read(0), SIDE).picture.tobytes()
    np.testing.assert_array_equal(scene.corners, BOX)


def test_as_many_images_are_mirrored_as_asked() -> None:
    lefts = [scene.corners[0, 0] for scene in augmented(replace(PLAIN, flip=0.3))]
    assert set(lefts) == {4.0, 12.0}
    assert np.mean(np.array(lefts) == 12) == pytest.approx(0.3, abs=0.1)


def test_as_many_images_are_mosaics_as_asked() -> None:
    scenes = augmented(with_fields(PLAIN, mosaic=0.4))
    # The middle of a mosaic never holds a whole image.
    mosaics = [scene.picture.tobytes() != read(0).picture.tobytes() for scene in scenes]
    assert np.mean(mosaics) == pytest.approx(0.4, abs=0.1)
    assert {label for scene in scenes for label in scene.labels.tolist()} == {0, 1, 2, 3}


def test_the_box_is_zoomed_within_the_share_and_stays_in_the_middle() -> None:
    corners = np.concatenate(
        [scene.corners for scene in augmented(with_fields(PLAIN, zoom=0.25))], dtype=np.float64
    )
    widths = corners[:, 2] - corners[:, 0]
    assert 0.75 * 16 <= widths.min() < 0.8 * 16
    assert 1.2 * 16 < widths.max() <= 1.25 * 16 + 1e-4
    middle = (corners[:, 0] + corners[:, 2] - SIDE) / widths
    np.testing.assert_allclose(middle, (4 + 20 - SIDE) / 16, atol=1e-4)


def test_the_box_is_shifted_within_the_share() -> None:
    corners = np.concatenate([scene.corners for scene in augmented(with_fields(PLAIN, shift=0.1))])
    moves = corners[:, :2] - BOX[0, :2]
    assert np.abs(moves).max() <= 0.1 * SIDE + 1e-4
    assert (moves.min(0) < -0.08 * SIDE).all()
    assert (moves.max(0) > 0.08 * SIDE).all()


def colours(recipe: Recipe, colour: tuple[int, int, int]) -> NDArray[np.int64]:
    """(200, 3): what becomes of a colour of hue, saturation and brightness."""
    picture = Image.new("HSV", (8, 8), colour).convert("RGB")
    scene = Scene(picture, BOX[:0], OTHERS[:0])
    augmentation = Augmentation(recipe, 8)
    changed = [
        augmentation.apply(0, OTHERS, lambda _: scene, np.random.default_rng(seed)).picture
        for seed in range(200)
    ]
    return np.array([picture.convert("HSV").getpixel((4, 4)) for picture in changed])


@pytest.mark.parametrize(
    ("recipe", "channel"),
    [(with_fields(PLAIN, saturation=0.5), 1), (with_fields(PLAIN, brightness=0.5), 2)],
    ids=["saturation", "brightness"],
)
def test_a_colour_is_multiplied_within_the_share(recipe: Recipe, channel: int) -> None:
    colour = (90, 100, 100)
    after = colours(recipe, colour)
    assert 48 <= after[:, channel].min() < 60
    assert 140 < after[:, channel].max() <= 152
    for other in {0, 1, 2} - {channel}:
        np.testing.assert_allclose(after[:, other], colour[other], atol=5)


def test_hue_is_turned_within_the_share_of_the_circle() -> None:
    hues = colours(with_fields(PLAIN, hue=0.1), (0, 200, 200))[:, 0]
    turns = (hues + 128) % 256 - 128
    assert -27 <= turns.min() < -20
    assert 20 < turns.max() <= 27


def test_what_no_image_covers_is_grey() -> None:
    (scene,) = augmented(with_fields(PLAIN, shift=0.9), 1)
    assert GREY in {colour for _, colour in scene.picture.getcolors() or ()}
