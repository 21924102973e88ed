"""What is asked of boxes in files before anything is trained on them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attnbench.data.pictures import NAMED
from attnbench.errors import WrongUse

MOST = 2**31
"""Pixels, in any direction."""
TOLERANCE = 1.0
"""Pixels by which a box may reach beyond its image: it is cut off there."""

NameOf = Callable[[int], str]
"""What to call a box in an error, such as its file and id."""


def inside(
    corners: NDArray[np.float64], sizes: NDArray[np.int64], name: NameOf
) -> NDArray[np.float32]:
    """Boxes, cut off where they reach beyond their images.

    Args:
        corners: (N, 4): left, top, right and bottom.
        sizes: (N, 2), width and height of the image that each box is in.
        name: Of a box.

    Raises:
        WrongUse: if a box has a negative width or height, or reaches far beyond its image.
    """
    sides = corners[:, 2:] - corners[:, :2]
    for index in np.flatnonzero((sides < 0).any(1))[:1]:
        raise WrongUse(
            f"{name(index)} has a width of {sides[index, 0]:g} and a height of "
            f"{sides[index, 1]:g}; a box has its left, its top, its width and its height; correct "
            "it, or remove it"
        )
    beyond = np.maximum(-corners[:, :2], corners[:, 2:] - sizes).max(1, initial=-np.inf)
    for index in np.flatnonzero(beyond > TOLERANCE)[:1]:
        raise WrongUse(
            f"{name(index)} reaches {beyond[index]:g} pixels beyond its image of "
            f"{sizes[index, 0]}x{sizes[index, 1]}; correct it, or remove it"
        )
    return corners.clip(0, np.tile(sizes, 2)).astype(np.float32)


def note_of_empty(corners: NDArray[np.float32], name: NameOf) -> tuple[NDArray[np.bool_], str]:
    """Which boxes have a width and a height, and what to say of those that have not.

    COCO's train2017 holds two of them (cocodataset/cocoapi, issue 355).

    Raises:
        WrongUse: if none has.
    """
    full: NDArray[np.bool_] = np.all(corners[:, 2:] > corners[:, :2], axis=1)
    empty = np.flatnonzero(~full)
    if not len(empty):
        return full, ""
    first = name(int(empty[0]))
    if len(empty) == len(full):
        raise WrongUse(f"{first} has no width or no height, as all others have; correct them")
    return full, (
        f"{len(empty)} of {len(full)} boxes have no width or no height and are left out, the first "
        f"is {first}"
    )


def is_file(path: Path) -> bool:
    """Whether a path is that of a file; some paths cannot be."""
    try:
        return path.is_file()
    except OSError:
        return False


def refuse_missing(paths: Sequence[Path], source: Path) -> None:
    """Check that image files exist.

    Args:
        paths: The image files.
        source: What names them.

    Raises:
        WrongUse: if one does not; names the first and says how many do not.
    """
    missing = [path for path in paths if not is_file(path)]
    if missing:
        raise WrongUse(
            f"{source} names {len(paths)} images, and {len(missing)} of them are missing, the "
            f"first {str(missing[0])!r}; put them there, or remove them from it"
        )


def refuse_other_classes(
    train: Path, train_classes: Sequence[str], test: Path, test_classes: Sequence[str]
) -> None:
    """Check that both splits have the same classes.

    Raises:
        WrongUse: if one has a class that the other one does not have.
    """
    words = [
        f"only {source} has {_some(sorted({*these} - {*those}))}"
        for source, these, those in (
            (train, train_classes, test_classes),
            (test, test_classes, train_classes),
        )
        if {*these} - {*those}
    ]
    if words:
        raise WrongUse(f"{'; '.join(words)}; give both the same categories under the same ids")


def _some(names: Sequence[str]) -> str:
    text = ", ".join(names[:NAMED])
    return f"{text} and {len(names) - NAMED} more" if len(names) > NAMED else text
