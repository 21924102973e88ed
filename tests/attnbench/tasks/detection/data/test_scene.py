"""A rectangle that is drawn and its box move together."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from attnbench.tasks.detection.data.scene import (
    GREY,
    Scene,
    fitted,
    letterboxed,
    mirrored,
    mosaic,
    moved,
    scale_to,
)

WHITE = (255, 255, 255)
SIDE = 64
SIZES = st.tuples(st.integers(20, 150), st.integers(20, 150))
Box = tuple[int, int, int, int]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A white rectangle on black, of some size in an image of any size, with its box."""
    width, height = draw(SIZES)
    left = draw(st.integers(0, width - 12))
    top = draw(st.integers(0, height - 12))
    right = draw(st.integers(left + 10, width))
    bottom = draw(st.integers(top + 10, height))
    return drawn((width, height), (left, top, right, bottom))


def drawn(size: tuple[int, int], *boxes: Box) -> Scene:
    picture = Image.new("RGB", size)
    for left, top, right, bottom in boxes:
        ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), fill=WHITE)
    corners = np.array(boxes, np.float32).reshape(-1, 4)
    return Scene(picture, corners, np.arange(len(boxes)))


def seen(picture: Image.Image) -> list[int]:
    """The box of all that is more white than black."""
    rows, columns = np.nonzero(np.asarray(picture).mean(2) > 127)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def check(scene: Scene) -> None:
    (corners,) = scene.corners
    np.testing.assert_allclose(seen(scene.picture), corners, atol=1.01)


@pytest.mark.parametrize("change", [fitted, letterboxed])
@given(scene=scenes())
def test_a_box_is_scaled_with_its_image(
    change: Callable[[Scene, int], Scene], scene: Scene
) -> None:
    bigger = 4 * SIDE
    after = change(scene, bigger)
    check(after)
    scale = scale_to(bigger, scene.picture.size)
    expected = np.minimum(scene.corners * scale, np.tile(fitted(scene, bigger).picture.size, 2))
    np.testing.assert_allclose(after.corners, expected, rtol=1e-6)
    assert max(after.picture.size) == bigger


@given(size=SIZES, side=st.integers(1, 700))
def test_both_sides_are_scaled_alike(size: tuple[int, int], side: int) -> None:
    small = fitted(drawn(size), side).picture.size
    assert max(small) == side
    scaled = min(size) * scale_to(side, size)
    assert max(1, scaled - 1) - 1e-6 < min(small) <= max(1, scaled) + 1e-6


def test_what_no_image_covers_is_grey_at_the_right_or_below() -> None:
    wide = np.asarray(letterboxed(drawn((80, 40)), SIDE).picture)
    assert (wide[:32] == 0).all()
    assert (wide[32:] == GREY).all()
    high = np.asarray(letterboxed(drawn((40, 80)), SIDE).picture)
    assert (high[:, 32:] == GREY).all()


@given(scene=scenes())
def test_a_box_is_mirrored_with_its_image(scene: Scene) -> None:
    after = mirrored(scene)
    assert after.corners[0].tolist() == seen(after.picture)
    assert mirrored(after).corners.tolist() == scene.corners.tolist()


def test_not_to_move_changes_nothing() -> None:
    scene = letterboxed(drawn((90, 70), (10, 20, 50, 60), (0, 0, 90, 10)), SIDE)
    after = moved(scene, SIDE, zoom=1.0, shift=(0.0, 0.0))
    assert after.picture.tobytes() == scene.picture.tobytes()
    np.testing.assert_array_equal(after.corners, scene.corners)
    np.testing.assert_array_equal(after.labels, scene.labels)


@given(
    scene=scenes(),
    zoom=st.floats(0.5, 1.5),
    right=st.floats(-20, 20),
    down=st.floats(-20, 20),
    canvas=st.sampled_from([SIDE, 2 * SIDE]),
)
def test_a_box_is_moved_with_its_image(
    scene: Scene, zoom: float, right: float, down: float, canvas: int
) -> None:
    after = moved(letterboxed(scene, canvas), SIDE, zoom=zoom, shift=(right, down))
    assert after.picture.size == (SIDE, SIDE)
    for corners in after.corners:
        # Where a pixel is half covered, white begins one sooner or later.
        np.testing.assert_allclose(seen(after.picture), corners, atol=1.51)


@given(
    four=st.lists(scenes(), min_size=4, max_size=4),
    centre=st.tuples(st.integers(32, 96), st.integers(32, 96)),
    number=st.integers(0, 3),
)
def test_a_box_is_where_the_mosaic_has_its_image(
    four: list[Scene], centre: tuple[int, int], number: int
) -> None:
    black = [
        Scene(Image.new("RGB", scene.picture.size), scene.corners[:0], scene.labels[:0])
        for scene in four
    ]
    black[number] = four[number]
    whole = mosaic([fitted(scene, SIDE) for scene in black], centre, 2 * SIDE)
    after = moved(whole, 2 * SIDE, zoom=1.0, shift=(0.0, 0.0))
    for corners in after.corners:
        np.testing.assert_allclose(seen(after.picture), corners, atol=1.01)
        left, top = number in (0, 2), number in (0, 1)
        assert corners[2] <= centre[0] if left else corners[0] >= centre[0]
        assert corners[3] <= centre[1] if top else corners[1] >= centre[1]


def test_four_images_meet_at_the_centre_and_keep_their_labels() -> None:
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0)]
    four = [
        Scene(
            Image.new("RGB", (SIDE, SIDE), colour), np.zeros((1, 4), np.float32), np.array([number])
        )
        for number, colour in enumerate(colours)
    ]
    whole = mosaic(four, (50, 70), 2 * SIDE)
    around = [(49, 69), (50, 69), (49, 70), (50, 70)]
    assert [whole.picture.getpixel(position) for position in around] == colours
    assert whole.labels.tolist() == [0, 1, 2, 3]
    assert whole.picture.getpixel((127, 127)) == GREY


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        ((10, 10, 12, 30), False),
        ((10, 10, 13, 30), True),
        ((-18, 10, 2, 30), False),
        ((-7, 10, 3, 30), True),
        ((-96, 10, 10, 30), False),
        ((0, 10, 63, 13), False),
        ((0, 10, 57, 13), True),
        ((70, 10, 90, 30), False),
    ],
    ids=[
        *("too narrow", "wide enough", "a corner", "enough of it"),
        *("a tenth of it", "too long", "not too long", "outside"),
    ],
)
def test_a_box_is_learned_where_enough_of_it_is_seen(box: Box, kept: bool) -> None:
    scene = Scene(
        Image.new("RGB", (SIDE, SIDE)), np.array([box], np.float32), np.zeros(1, np.int64)
    )
    after = moved(scene, SIDE, zoom=1.0, shift=(0.0, 0.0))
    assert len(after.corners) == len(after.labels) == kept
