"""What is asked of boxes in files before anything is trained on them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attnbench.data.headers import read_header, read_size
from attnbench.data.pictures import NAMED
from attnbench.errors import CorruptImage, WrongUse
from attnreport.text import plural

MOST = 2**31
"""Pixels, in any direction."""
TOLERANCE = 1.0
"""Pixels by which a box may reach beyond its image without a word."""
MOST_BEYOND = 0.25
"""Share of the boxes that may reach further: more are no slips, but another format."""
SHARES = 2.0
"""Pixels within which boxes look like shares of their image."""

NameOf = Callable[[int], str]
"""What to call a box in an error, such as its file and id."""


def inside(
    corners: NDArray[np.float64], sizes: NDArray[np.int64], name: NameOf
) -> tuple[NDArray[np.float32], str]:
    """Boxes, cut off where they reach beyond their images, and what to say of those.

    Args:
        corners: (N, 4): left, top, right and bottom.
        sizes: (N, 2), width and height of the image that each box is in.
        name: Of a box.

    Raises:
        WrongUse: if a box has a negative width or height or lies outside its image, if many reach
            beyond it, or if all look like shares of it.
    """
    sides = corners[:, 2:] - corners[:, :2]
    for index in np.flatnonzero((sides < 0).any(1))[:1]:
        raise WrongUse(
            f"{name(index)} has a width of {sides[index, 0]:g} and a height of "
            f"{sides[index, 1]:g}; a box has its left, its top, its width and its height; correct "
            "it, or remove it"
        )
    beyond = np.maximum(-corners[:, :2], corners[:, 2:] - sizes).max(1, initial=-np.inf)
    _refuse_shares(corners, sizes, name)
    far = np.flatnonzero(beyond > TOLERANCE)
    cut = corners.clip(0, np.tile(sizes, 2)).astype(np.float32)
    if not len(far):
        return cut, ""
    first = int(far[0])
    which = (
        f"{len(far)} of {plural(len(corners), 'box', 'boxes')} reach beyond their images, the "
        f"first is {name(first)} by {beyond[first]:g} pixels"
    )
    outside = far[(cut[far, 2:] <= cut[far, :2]).any(1)]
    if len(far) > MOST_BEYOND * len(corners) or len(outside):
        what = f"; {name(int(outside[0]))} lies outside altogether" if len(outside) else ""
        raise WrongUse(
            f"{which}, of {sizes[first, 0]}x{sizes[first, 1]}{what}; check that the format is that "
            "of the data, and correct or remove these boxes"
        )
    return cut, f"{which}: they are cut off at the edge"


def _refuse_shares(corners: NDArray[np.float64], sizes: NDArray[np.int64], name: NameOf) -> None:
    if len(corners) and corners.max() <= SHARES < sizes.min() / 4:
        raise WrongUse(
            f"all {plural(len(corners), 'box', 'boxes')} lie within {SHARES:g} pixels, such as "
            f"{name(0)}: they look like shares of the image; write them in pixels"
        )


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


def checked_size(path: Path, annotated: tuple[int, int] | None, source: str) -> tuple[int, int]:
    """Width and height of an image as it is shown, which its boxes were drawn for.

    Args:
        path: The image.
        annotated: Width and height that its annotations say; None where they do not.
        source: What says so.

    Raises:
        CorruptImage: if there is no image, or it has another size.
    """
    shown = read_size(path)
    if annotated in (None, shown):
        return shown
    stored, orientation = read_header(path)
    of_exif = (
        f": its EXIF orientation {orientation} turns it, and its boxes were drawn on the stored "
        "pixels; save the image without EXIF"
        if annotated == stored
        else "; bring the image, or its boxes, to the size of the other"
    )
    raise CorruptImage(
        f"image {path} has {shown[0]}x{shown[1]} pixels, and {source} says "
        f"{annotated[0]}x{annotated[1]}{of_exif}"
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
