"""Distances between outputs."""

import math

import pytest
import torch

from attnbench.gap import gap

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
