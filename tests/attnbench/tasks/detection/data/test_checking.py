"""Boxes are cut off at the border of their image, or refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.checking import (
    inside,
    is_file,
    note_of_empty,
    refuse_other_classes,
)

NUMBERS = st.floats(-1000, 1000)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=20))
def test_what_is_not_refused_lies_inside_and_few_have_moved_far(
    boxes: list[tuple[float, float, float, float]],
) -> None:
    corners = np.array(boxes).reshape(-1, 4)
    sizes = np.full((len(corners), 2), (640, 480))
    try:
        cut, note = inside(corners, sizes, str)
    except WrongUse:
        low, high = corners[:, :2], corners[:, 2:]
        is_outside = low.min() < -1 or (high - sizes).max() > 1
        assert (high < low).any() or is_outside or corners.max() <= 2
    else:
        assert (cut >= 0).all()
        assert (cut <= np.tile(sizes, 2)).all()
        moved = np.abs(cut - corners).max(1, initial=0) > 1.001
        assert moved.sum() <= len(corners) / 4
        assert bool(note) == moved.any()


def grid(count: int) -> NDArray[np.float64]:
    """Boxes of 10x10 pixels beside each other."""
    return np.array([[10.0 * n, 5, 10.0 * n + 10, 15] for n in range(count)])


def test_few_boxes_that_reach_beyond_are_cut_off_and_counted() -> None:
    corners = grid(8)
    corners[5, 3] = 53
    cut, note = inside(corners, np.full((8, 2), (100, 50)), "box {}".format)
    assert cut[5].tolist() == [50, 5, 60, 50]
    assert note == (
        "1 of 8 boxes reach beyond their images, the first is box 5 by 3 pixels: they are cut off "
        "at the edge"
    )


def test_many_boxes_that_reach_beyond_are_another_format() -> None:
    with pytest.raises(WrongUse, match=r"4 of 8 boxes reach beyond .* box 4 by 10 pixels"):
        inside(grid(8), np.full((8, 2), (40, 50)), "box {}".format)


def test_a_box_outside_its_image_is_refused() -> None:
    with pytest.raises(WrongUse, match="box 7 lies outside altogether; check that the format"):
        inside(grid(8), np.full((8, 2), (70, 50)), "box {}".format)


def test_boxes_that_are_shares_of_the_image_are_refused() -> None:
    with pytest.raises(WrongUse, match="all 8 boxes lie within 2 pixels, such as box 0: they look"):
        inside(grid(8) / 100, np.full((8, 2), (100, 50)), "box {}".format)


def test_nothing_is_said_of_boxes_with_a_width_and_a_height() -> None:
    full, note = note_of_empty(np.array([[1, 2, 3, 4]], np.float32), str)
    assert full.tolist() == [True]
    assert note == ""


def test_a_path_that_no_file_can_have_is_not_there(tmp_path: Path) -> None:
    assert not is_file(tmp_path / ("x" * 5000))
    assert not is_file(tmp_path / "\0")
    assert not is_file(tmp_path)


def test_of_many_other_classes_the_first_are_named() -> None:
    classes = [f"class {number}" for number in range(9)]
    message = "only a.json has class 0, class 1, class 2, class 3, class 4 and 4 more; give both"
    with pytest.raises(WrongUse, match=message):
        refuse_other_classes(Path("a.json"), classes, Path("b.json"), [])
