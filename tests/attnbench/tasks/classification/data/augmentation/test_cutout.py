"""Cutout blanks one square, clipped at the border, and touches nothing else."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare
from torch import Tensor

from attnbench.tasks.classification.data.augmentation.cutout import Cutout
from attnbench.tasks.classification.data.augmentation.transformation import Drawn

SIZE = (2, 12, 10)


def blanked(side: int, row: int, column: int) -> Tensor:
    """(H, W): which places of an image of ones are 0 afterwards, the same in all channels."""
    drawn = Drawn.on("cpu", np.array([[row, column]]))
    image = Cutout(side, SIZE).apply(torch.ones(1, *SIZE), drawn)[0]
    assert torch.equal(image[0], image[1])
    return image[0] == 0


@pytest.mark.parametrize("side", [1, 4, 5])
def test_a_square_in_the_middle_has_its_full_area(side: int) -> None:
    assert blanked(side, 6, 5).sum() == side**2


def test_a_square_at_the_corner_is_clipped_to_a_quarter() -> None:
    expected = torch.zeros(SIZE[1:], dtype=torch.bool)
    expected[:2, :2] = True
    assert torch.equal(blanked(4, 0, 0), expected)


@given(
    side=st.integers(1, 30),
    row=st.integers(0, SIZE[1] - 1),
    column=st.integers(0, SIZE[2] - 1),
)
def test_the_centre_is_always_blank_and_the_blank_part_is_a_rectangle(
    side: int, row: int, column: int
) -> None:
    blank = blanked(side, row, column)
    rows, columns = blank.any(1), blank.any(0)
    assert blank[row, column]
    assert torch.equal(blank, rows[:, None] & columns)
    assert rows.sum() <= side
    assert columns.sum() <= side


def test_what_is_outside_the_square_stays() -> None:
    images = torch.randn(6, *SIZE)
    cutout = Cutout(4, SIZE)
    changed = cutout.apply(images, Drawn.on("cpu", cutout.draw(np.random.default_rng(0), 6)))
    assert torch.equal(changed[changed != 0], images[changed != 0])


def test_all_centres_are_as_likely() -> None:
    rows, columns = Cutout(4, SIZE).draw(np.random.default_rng(0), 12_000).T
    assert chisquare(np.bincount(SIZE[2] * rows + columns, minlength=120)).pvalue > 1e-3
