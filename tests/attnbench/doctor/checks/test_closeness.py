"""Distances between outputs, and how they are told."""

import math

import pytest
import torch

from attnbench.doctor.checks.closeness import gap, listed, shape_text

NAN = float("nan")


@pytest.mark.parametrize(
    ("actual", "expected", "distance"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([1.0, 2.0], [1.0, 4.0], 0.5),
        ([0.5], [0.0], 0.5),
        ([NAN], [1.0], math.inf),
        ([NAN, 1.0], [NAN, 1.0], 0.0),
        ([1.0], [1.0, 1.0], math.inf),
        ([], [], 0.0),
    ],
)
def test_a_gap_is_relative_to_the_largest_value(
    actual: list[float], expected: list[float], distance: float
) -> None:
    assert gap(torch.tensor(actual), torch.tensor(expected)) == distance


def test_the_last_of_many_names_are_counted() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"


def test_shapes_are_written_as_people_do() -> None:
    assert shape_text(torch.empty(2, 3)) == "(2, 3)"
