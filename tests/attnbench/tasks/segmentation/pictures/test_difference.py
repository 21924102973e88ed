"""A difference has a label for each way in which two rows can be right or wrong."""

import numpy as np
import pytest

from attnbench.tasks.segmentation.data.pictures import IGNORED
from attnbench.tasks.segmentation.pictures.difference import (
    BOTH_RIGHT,
    BOTH_WRONG,
    COLOURS,
    GAINED,
    LOST,
    MEANINGS,
    SAME_WRONG,
    difference_of,
    share_of,
)

MASK = np.array([[0, 0, 0, 0, 0, IGNORED, IGNORED]], np.uint8)
FOUND = np.array([[0, 0, 1, 1, 1, 0, 1]], np.uint8)
BASELINE = np.array([[0, 1, 0, 2, 1, 0, 2]], np.uint8)


def test_every_case_has_its_label() -> None:
    expected = [BOTH_RIGHT, GAINED, LOST, BOTH_WRONG, SAME_WRONG, IGNORED, IGNORED]
    assert difference_of(MASK, FOUND, BASELINE).tolist() == [expected]


def test_gains_of_one_row_are_losses_of_the_other() -> None:
    mirrored = difference_of(MASK, BASELINE, FOUND)
    assert mirrored.tolist()[0][1:3] == [LOST, GAINED]


def test_every_label_has_a_meaning_and_a_colour_of_its_own() -> None:
    assert len(MEANINGS) == len(COLOURS) == len(np.unique(COLOURS, axis=0))


def test_a_share_is_of_the_labelled_pixels_of_all_images() -> None:
    difference = difference_of(MASK, FOUND, BASELINE)
    other = np.full((2, 5), BOTH_RIGHT, np.uint8)
    assert share_of(GAINED, [difference, other]) == pytest.approx(1 / 15)
    assert share_of(GAINED, [np.full((2, 2), IGNORED, np.uint8)]) == 0
