"""`folder:DIR`: images in `DIR/train/CLASS` and `DIR/test/CLASS`, as torchvision reads them."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnbench.data.folder import fingerprint
from attnbench.data.pictures import FilePictures, PictureSet, refuse_different
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.tasks.classification.data.layouts import FOLDER

if TYPE_CHECKING:
    from torchvision import datasets
else:
    datasets = lazy("torchvision.datasets")  # Takes a second.

TRAIN = "train"
TEST = ("test", "val", "validation", "valid")
"""What the folder of the test images may be called; the first that exists is used."""


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
        train=_pictures(train),
        test=_pictures(test),
        classes=tuple(train.classes),
        fingerprint=fingerprint(folder, [path for path, _ in (*train.samples, *test.samples)]),
    )


def _read(split: Path) -> "datasets.ImageFolder":
    try:
        return datasets.ImageFolder(split)
    except OSError as error:
        raise WrongUse(f"{split} cannot be used: {error}; {FOLDER}") from error


def _pictures(split: "datasets.ImageFolder") -> FilePictures:
    paths = tuple(path for path, _ in split.samples)
    return FilePictures(paths, np.array(split.targets, dtype=np.int64))
