"""Masks that look as if they were read in a wrong way are pointed out."""

import numpy as np
import pytest
from numpy.typing import NDArray

from attnbench.tasks.segmentation.data.cautions import cautions

CLASSES = ("wall", "sky", "tree")


def counts(*of_classes: int, ignored: int = 0) -> NDArray[np.int64]:
    pixels = np.zeros(256, np.int64)
    pixels[: len(of_classes)] = of_classes
    pixels[255] = ignored
    return pixels


@pytest.mark.parametrize(
    ("pixels", "read", "notes"),
    [
        (counts(10, 490, 500, ignored=1000), 20, ()),
        (
            counts(9, 491, 500),
            10,
            (
                "class 0, wall, fills 0.90 % of the labelled pixels in 10 training masks of 2,000: "
                "check that 0 is a class, and does not stand for what is unlabelled",
            ),
        ),
        (
            counts(100, 100, 100, ignored=600),
            2000,
            (
                "255 fills 67 % of the pixels in 2,000 training masks, which are neither learned "
                "nor scored: check that it stands for no class",
            ),
        ),
        (counts(100, 100, 0), 2000, ("1 of 3 classes is in no training mask: tree",)),
        (counts(100, 100, 0), 1999, ()),
    ],
)
def test_what_is_conspicuous_is_said(
    pixels: NDArray[np.int64], read: int, notes: tuple[str, ...]
) -> None:
    assert cautions(pixels, CLASSES, read, 2000) == notes


def test_of_many_absent_classes_the_first_are_named() -> None:
    (note,) = cautions(counts(1), [str(label) for label in range(9)], 1, 1)
    assert note == "8 of 9 classes are in no training mask: 1, 2, 3, 4, 5 and 3 more"
