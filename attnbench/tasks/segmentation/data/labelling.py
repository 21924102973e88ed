"""What the values in mask files stand for, and masks that are read accordingly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from attnbench.data.pictures import DEEP_MODES
from attnbench.errors import CorruptImage
from attnbench.tasks.segmentation.data.pictures import IGNORED, Mask
from attnreport.text import plural

VALUES = 256
REFUSED = -1
"""Stands in a table for a value that no mask may have."""
MODES = ("L", "P")
"""Pillow's names of one byte a pixel: of grey, and an index into a palette."""
BILEVEL = "1"
CORRECT = "correct the mask"
LOSSY = ("JPEG", "MPO")
REPLACE = "replace it, or remove it and its image from the data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """What the values in the mask files of a split stand for."""

    table: NDArray[np.int16]
    """(256,), the label of each value, or `REFUSED`."""
    meaning: str
    """The values that are allowed, in words."""
    remedy: str = CORRECT
    """What to do where there is another one."""

    @classmethod
    def of(cls, labels: Mapping[int, int], meaning: str) -> "Labelling":
        """By value its label; 255 is always left out of the training and of the scores."""
        table = np.full(VALUES, REFUSED, np.int16)
        table[IGNORED] = IGNORED
        table[list(labels)] = list(labels.values())
        return cls(table=table, meaning=meaning)

    @classmethod
    def as_written(cls, num_classes: int, which: str = "") -> "Labelling":
        """A value is the index of a class; `which` tells where the classes come from."""
        meaning = f"0 to {num_classes - 1} are the classes{which}, and 255 is where there is none"
        return cls.of({label: label for label in range(num_classes)}, meaning)


@dataclass(frozen=True, slots=True)
class MaskFiles:
    """Masks in files; implements `Masks`."""

    paths: Sequence[str]
    labelling: Labelling

    def read(self, index: int) -> Mask:
        """One mask.

        Raises:
            CorruptImage: if it cannot be read, or has a value that stands for nothing.
        """
        values = read_values(Path(self.paths[index]))
        labels = self.labelling.table[values]
        if labels.min(initial=0) == REFUSED:
            self._refuse(index, values, labels)
        return labels.astype(np.uint8)

    def name(self, index: int) -> str:
        """Its path."""
        return self.paths[index]

    def count(self, indices: Iterable[int]) -> NDArray[np.int64]:
        """(256,), the pixels of each label in some masks.

        Raises:
            CorruptImage: if one cannot be used.
        """
        counts = np.zeros(VALUES, np.int64)
        for index in indices:
            counts += np.bincount(self.read(index).ravel(), minlength=VALUES)
        return counts

    def _refuse(self, index: int, values: Mask, labels: NDArray[np.int16]) -> None:
        refused = labels == REFUSED
        row, column = np.argwhere(refused)[0].tolist()
        others = np.unique(values[refused]).tolist()
        more = f", and {plural(len(others) - 1, 'other such value')}" if len(others) > 1 else ""
        raise CorruptImage(
            f"mask {self.paths[index]} has the value {values[row, column]} in row {row}, column "
            f"{column}{more}; {self.labelling.meaning}; {self.labelling.remedy}"
        )


def read_values(path: Path) -> Mask:
    """The values in a mask file, (H, W): of a palette image the indices, not the colours.

    Raises:
        CorruptImage: if it cannot be read, or is no mask.
    """
    try:
        with Image.open(path) as image:
            _refuse_other_kinds(path, image)
            return np.array(ImageOps.exif_transpose(image))
    except CorruptImage:
        raise
    except Exception as error:  # a decoder may trip over a damaged file in any way
        raise _unreadable(path, error) from error


def check_header(path: Path, content: bytes) -> tuple[int, int]:
    """Width and height of a mask as it is shown.

    Args:
        path: Its file.
        content: What the file holds; it is not decoded.

    Raises:
        CorruptImage: if it is no mask.
    """
    try:
        with Image.open(BytesIO(content)) as image:
            _refuse_other_kinds(path, image)
            # Few masks have EXIF, and only the image itself knows how it is turned.
            return ImageOps.exif_transpose(image).size if "exif" in image.info else image.size
    except CorruptImage:
        raise
    except Exception as error:
        raise _unreadable(path, error) from error


def read_palette(path: Path) -> NDArray[np.uint8] | None:
    """The colours by value, (256, 3), black where there is none; None where it has no palette."""
    with Image.open(path) as image:
        colours = image.getpalette("RGB") if image.mode == "P" else None
    if not colours:
        return None
    palette = np.zeros((VALUES, 3), np.uint8)
    palette.reshape(-1)[: len(colours)] = colours
    return palette


def _refuse_other_kinds(path: Path, image: Image.Image) -> None:
    """Refuse what holds no class indices."""
    if image.format in LOSSY:
        reason = "is a JPEG, which changes labels; make PNGs of the masks that it was made from"
    elif image.mode in MODES:
        return
    elif image.mode == BILEVEL:
        reason = (
            "has 1 bit a pixel, and whether its white is class 1 or 255 is not known; save it "
            "with 8 bits"
        )
    elif image.mode.startswith(DEEP_MODES):
        reason = f"has more than 8 bits a pixel (mode {image.mode}); save it with 8"
    else:
        reason = (
            f"is in colours (mode {image.mode}), and a mask has one class index a pixel; turn its "
            "colours into indices, and save it as PNG with a palette or in grey"
        )
    raise CorruptImage(f"mask {path} {reason}")


def _unreadable(path: Path, error: Exception) -> CorruptImage:
    if path.is_file() and not path.stat().st_size:
        return CorruptImage(f"mask {path} is empty; {REPLACE}")
    reason = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        reason = error.strerror
    elif "cannot identify image file" in reason:
        # It would name a buffer in memory.
        reason = "it is no image"
    return CorruptImage(f"cannot read mask {path}: {reason}; {REPLACE}")
