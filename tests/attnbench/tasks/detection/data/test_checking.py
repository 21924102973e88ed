"""Boxes are cut off at the border of their image, or refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.checking import (
    inside,
    is_file,
    note_of_empty,
    refuse_other_classes,
)

NUMBERS = st.floats(-1000, 1000)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=20))
def test_what_is_not_refused_lies_inside_and_has_barely_moved(
    boxes: list[tuple[float, float, float, float]],
) -> None:
    corners = np.array(boxes).reshape(-1, 4)
    sizes = np.full((len(corners), 2), (640, 480))
    try:
        cut = inside(corners, sizes, str)
    except WrongUse:
        low, high = corners[:, :2], corners[:, 2:]
        assert (high < low).any() or low.min() < -1 or (high - sizes).max() > 1
    else:
        assert (cut >= 0).all()
        assert (cut <= np.tile(sizes, 2)).all()
        np.testing.assert_allclose(cut, corners, atol=1.001)


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
