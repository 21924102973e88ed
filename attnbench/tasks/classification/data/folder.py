"""`folder:DIR`: images in `DIR/train/CLASS` and `DIR/test/CLASS`, as torchvision reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnbench.data.folder import fingerprint
from attnbench.data.pictures import FilePictures, PictureSet, refuse_different
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.tasks.classification.data.layouts import FOLDER
from attnreport.text import plural

if TYPE_CHECKING:
    from torchvision.datasets import folder as torchvision_folder
else:
    torchvision_folder = lazy("torchvision.datasets.folder")  # Takes a second.

TRAIN = "train"
TEST = ("test", "val", "validation", "valid")
"""What the folder of the test images may be called; the first that exists is used."""
SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp"),
    *(".bmp", ".ppm", ".pgm", ".tif", ".tiff"),
)
HIDDEN = (".", "__")
"""How the names of files and folders begin that systems and tools leave."""
OF_THE_SYSTEM = ("Thumbs.db", "desktop.ini")


def scan(folder: Path) -> PictureSet:
    """The images of a folder; only the sizes of their files are read.

    Raises:
        CorruptImage: if a file is empty.
        WrongUse: if a split is missing or empty, or the splits differ in classes.
    """
    held_out = next((name for name in TEST if (folder / name).is_dir()), None)
    if not (folder / TRAIN).is_dir() or held_out is None:
        missing = (
            TRAIN if not (folder / TRAIN).is_dir() else f"{TEST[0]}, nor {', '.join(TEST[1:])}"
        )
        raise WrongUse(f"{folder} has no folder {missing}; {FOLDER}")
    train, test = _read(folder / TRAIN), _read(folder / held_out)
    refuse_different(str(folder), train.classes, held_out, test.classes)
    return PictureSet(
        train=train.pictures,
        test=test.pictures,
        classes=train.classes,
        fingerprint=fingerprint(folder, (*train.pictures.paths, *test.pictures.paths)),
        notes=tuple(note for note in (train.note, test.note) if note),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """What one folder holds."""

    classes: tuple[str, ...]
    pictures: FilePictures
    note: str


def _read(split: Path) -> _Split:
    names = sorted(path.name for path in split.iterdir() if path.is_dir())
    classes = tuple(name for name in names if not name.startswith(HIDDEN))
    if not classes:
        raise WrongUse(f"{split} has no folder of a class; {FOLDER}")
    left_out: list[str] = []

    def is_image(path: str) -> bool:
        file = Path(path)
        if file.name.startswith(HIDDEN) or file.name in OF_THE_SYSTEM:
            return False
        if file.suffix.lower() not in SUFFIXES:
            left_out.append(path)
            return False
        return True

    try:
        samples = torchvision_folder.make_dataset(
            str(split), {name: index for index, name in enumerate(classes)}, None, is_image
        )
    except (OSError, ValueError) as error:
        raise WrongUse(
            f"{split} cannot be used: {str(error).rstrip('. ')}; an image ends in "
            f"{', '.join(SUFFIXES)}; {FOLDER}"
        ) from error
    labels = np.array([label for _, label in samples], dtype=np.int64)
    return _Split(
        classes=classes,
        pictures=FilePictures(tuple(path for path, _ in samples), labels),
        note=_note(split, left_out),
    )


def _note(split: Path, left_out: Sequence[str]) -> str:
    if not left_out:
        return ""
    return (
        f"{plural(len(left_out), 'file')} in {split}, which end in none of {', '.join(SUFFIXES)}, "
        f"the first {left_out[0]}"
    )
