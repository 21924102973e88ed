"""Images with masks in files, in any layout: checked and put together.

All headers are read, and of the labels a sample: a file that is damaged further in is refused when
it is read.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attnbench.data.folder import fingerprint
from attnbench.data.headers import TURNED, read_header
from attnbench.data.pictures import ImageFiles
from attnbench.errors import CorruptImage, WrongUse
from attnbench.tasks.segmentation.data.cautions import cautions
from attnbench.tasks.segmentation.data.labelling import (
    Labelling,
    MaskFiles,
    check_header,
    read_palette,
)
from attnbench.tasks.segmentation.data.pairs import Pair, refuse_shared
from attnbench.tasks.segmentation.data.pictures import (
    IGNORED,
    MaskedPictures,
    MaskedPictureSet,
)
from attnreport.text import plural

if TYPE_CHECKING:
    from hashlib import _Hash

TRAIN_SAMPLE, TEST_SAMPLE = 150, 50
"""Masks of a split whose labels are read before anything is trained."""
UPRIGHT = 1
"""The EXIF orientation of an image that is shown as it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFiles:
    """The files of one split."""

    pairs: Sequence[Pair]
    labelling: Labelling


def masked_set(
    folder: Path,
    train: SplitFiles,
    test: SplitFiles,
    classes: tuple[str, ...],
    notes: tuple[str, ...] = (),
) -> MaskedPictureSet:
    """The images of two splits with their masks; headers and a sample of the labels are read.

    Args:
        folder: In which they are.
        train: What is trained on.
        test: What is scored.
        classes: Names.
        notes: What to say of the data besides.

    Raises:
        CorruptImage: if a file cannot be used.
        WrongUse: if an image is in both splits, or no pixel has a class.
    """
    refuse_shared(train.pairs, test.pairs)
    digest = hashlib.sha256("\0".join(classes).encode())
    trained, tested = (_checked(folder, split, digest) for split in (train, test))
    sample = _spread(len(trained.pictures), TRAIN_SAMPLE)
    counts, read = trained.masks.count(sample), len(sample)
    tested.masks.count(_spread(len(tested.pictures), TEST_SAMPLE))
    if not counts[: len(classes)].any():
        raise WrongUse(
            f"no pixel of {plural(read, 'training mask')} in {folder} has a class, all are "
            f"{IGNORED}; use another value for what is labelled"
        )
    return MaskedPictureSet(
        train=trained.pictures,
        test=tested.pictures,
        classes=classes,
        palette=_palette(train, len(classes)),
        fingerprint=digest.hexdigest(),
        notes=(
            *notes,
            *(note for note in (trained.note, tested.note) if note),
            *cautions(counts, classes, read, len(train.pairs)),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A split whose headers were read."""

    pictures: MaskedPictures
    masks: MaskFiles
    note: str


def _checked(folder: Path, split: SplitFiles, digest: "_Hash") -> _Checked:
    sizes: list[tuple[int, int]] = []
    turned: list[Path] = []
    for pair in split.pairs:
        content = _content(pair.mask)
        digest.update(hashlib.sha256(content).digest())
        stored, orientation = read_header(pair.image)
        sizes.append(_common_size(pair, stored, orientation, check_header(pair.mask, content)))
        if orientation != UPRIGHT:
            turned.append(pair.image)
    images = [str(pair.image) for pair in split.pairs]
    digest.update(fingerprint(folder, images).encode())
    masks = MaskFiles(tuple(str(pair.mask) for pair in split.pairs), split.labelling)
    pictures = MaskedPictures(
        images=ImageFiles(tuple(images)), masks=masks, sizes=np.array(sizes, np.int64)
    )
    return _Checked(pictures=pictures, masks=masks, note=_note_of_turned(turned, len(images)))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorruptImage(
            f"cannot read mask {path}: {error.strerror}; replace it, or remove it and its image "
            "from the data"
        ) from error


def _common_size(
    pair: Pair, stored: tuple[int, int], orientation: int, mask: tuple[int, int]
) -> tuple[int, int]:
    """Width and height of an image as it is shown, which are those of its mask."""
    shown = stored[::-1] if orientation in TURNED else stored
    if mask == shown:
        return shown
    remedy = (
        f": its EXIF orientation {orientation} turns it, and its mask was drawn on the stored "
        "pixels; save the image without EXIF"
        if mask == stored
        else "; bring one to the size of the other"
    )
    raise CorruptImage(
        f"image {pair.image} has {shown[0]}x{shown[1]} pixels, and its mask {pair.mask} "
        f"{mask[0]}x{mask[1]}{remedy}"
    )


def _note_of_turned(turned: Sequence[Path], images: int) -> str:
    if not turned:
        return ""
    are, their = ("is", "its") if len(turned) == 1 else ("are", "their")
    return (
        f"{len(turned)} of {plural(images, 'image')} {are} turned as {their} EXIF says, the first "
        f"{turned[0]}: check that masks fit the images as they are shown"
    )


def _spread(count: int, most: int) -> list[int]:
    """At most so many places, from the first to the last."""
    places: list[int] = np.linspace(0, count - 1, min(count, most)).round().astype(int).tolist()
    return places


def _palette(split: SplitFiles, num_classes: int) -> NDArray[np.uint8] | None:
    """The colours that the first mask gives the classes; None where these tell nothing."""
    by_value = read_palette(split.pairs[0].mask)
    if by_value is None:
        return None
    table = split.labelling.table
    colours = by_value[[int(np.flatnonzero(table == label)[0]) for label in range(num_classes)]]
    is_grey = (colours == colours[:, :1]).all()
    return None if is_grey or len(np.unique(colours, axis=0)) < num_classes else colours
