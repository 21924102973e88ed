"""An object is learned in its own cell and in the two nearest to it, by anchors of its shape."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from attnbench.tasks.detection.yolov5.assignment import Assignment, assign
from attnbench.tasks.detection.yolov5.level import Level

LEVEL = Level(8, ((10, 13), (16, 30), (33, 23)))
SIDE = 12
"""Cells of the level's map, of 96 pixels."""

coordinates = st.floats(0, 8 * SIDE, width=32)


def around(x: float, y: float, width: float, height: float) -> Tensor:
    """(1, 1, 4)."""
    return torch.tensor([[[x - width / 2, y - height / 2, x + width / 2, y + height / 2]]])


def assign_one(boxes: Tensor) -> Assignment:
    return assign(boxes, torch.zeros(1, 1).long(), LEVEL, height=SIDE, width=SIDE)


@given(x=coordinates, y=coordinates)
def test_an_object_is_assigned_to_the_cell_that_it_is_in(x: float, y: float) -> None:
    boxes = around(x, y, 16, 16)
    centre = (boxes[0, 0, :2] + boxes[0, 0, 2:]) / 2
    own = (centre / 8).floor().clamp(0, SIDE - 1).long().tolist()
    assert own in assign_one(boxes).cells.tolist()


@given(x=coordinates, y=coordinates)
def test_its_cells_are_at_most_three_and_none_further_than_one_away(x: float, y: float) -> None:
    assigned = assign_one(around(x, y, 16, 16))
    for anchor in range(3):
        cells = assigned.cells[assigned.anchors == anchor]
        assert 1 <= len(cells) <= 3
        assert len({*map(tuple, cells.tolist())}) == len(cells)
        assert ((cells - cells[0]).abs().sum(dim=1) <= 1).all()
        assert cells.min() >= 0
        assert cells.max() < SIDE


@pytest.mark.parametrize(
    ("x", "y", "cells"),
    [
        (4 * 8 + 1, 5 * 8 + 1, [[4, 5], [3, 5], [4, 4]]),
        (4 * 8 + 7, 5 * 8 + 1, [[4, 5], [5, 5], [4, 4]]),
        (4 * 8 + 7, 5 * 8 + 7, [[4, 5], [5, 5], [4, 6]]),
        (1, 1, [[0, 0]]),
        (95, 95, [[11, 11]]),
    ],
)
def test_the_neighbours_are_those_that_the_centre_is_nearest_to(
    x: int, y: int, cells: list[list[int]]
) -> None:
    assigned = assign_one(around(x, y, 16, 16))
    assert assigned.cells[assigned.anchors == 0].tolist() == cells


@pytest.mark.parametrize(
    ("width", "height", "anchors"),
    [(10, 13, {0, 1, 2}), (39, 13, {0, 1, 2}), (41, 13, {1, 2}), (200, 200, set()), (3, 4, {0})],
)
def test_an_anchor_learns_objects_of_its_shape(
    width: float, height: float, anchors: set[int]
) -> None:
    assigned = assign_one(around(50, 50, width, height))
    assert {*assigned.anchors.tolist()} == anchors


def test_padding_is_assigned_nowhere() -> None:
    boxes = around(50, 50, 16, 16).expand(2, 3, 4)
    labels = torch.tensor([[2, -1, -1], [-1, -1, -1]])
    assigned = assign(boxes, labels, LEVEL, height=SIDE, width=SIDE)
    assert {*assigned.images.tolist()} == {0}
    assert {*assigned.labels.tolist()} == {2}
    assert len(assigned.labels) == 9
