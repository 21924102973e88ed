"""`masks:DIR`: a folder of images and one of masks for each split, with any classes."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from attnbench.errors import WrongUse
from attnbench.tasks.segmentation.data.labelling import CORRECT, Labelling, MaskFiles
from attnbench.tasks.segmentation.data.layouts import MASKS
from attnbench.tasks.segmentation.data.pairs import Pair, pairs_of, text_problem
from attnbench.tasks.segmentation.data.pictures import IGNORED, MaskedPictureSet
from attnbench.tasks.segmentation.data.scanning import SplitFiles, masked_set
from attnreport.text import plural

TRAIN = "train"
TEST = ("val", "test")
"""What the folders of the split that is scored may be called; the first that exists is used."""
NAMES = "classes.txt"


def scan(folder: Path) -> MaskedPictureSet:
    """The images of a folder with their masks; without names of classes, all masks are read.

    Raises:
        CorruptImage: if a file cannot be used.
        WrongUse: if a folder is missing, an image or a mask is alone, or classes are not two or
            more.
    """
    held_out = [name for name in TEST if any(place.is_dir() for place in _folders(folder, name))]
    train, test = (_pairs(folder, name) for name in (TRAIN, held_out[0] if held_out else TEST[0]))
    classes = _classes(folder, train)
    labelling = _labelling(folder, len(classes))
    notes = f"{folder} has {' and '.join(held_out)}: {held_out[0]} is scored"
    return masked_set(
        folder,
        SplitFiles(pairs=train, labelling=labelling),
        SplitFiles(pairs=test, labelling=labelling),
        classes,
        (notes,) if len(held_out) > 1 else (),
    )


def _folders(folder: Path, split: str) -> tuple[Path, Path]:
    """The folders of a split's images and of its masks, in that order of names that is there."""
    beside = folder / split / "images", folder / split / "masks"
    return beside if beside[0].is_dir() else (folder / "images" / split, folder / "masks" / split)


def _pairs(folder: Path, split: str) -> list[Pair]:
    return pairs_of(*_folders(folder, split), MASKS)


def _labelling(folder: Path, num_classes: int) -> Labelling:
    if (folder / NAMES).is_file():
        return Labelling.as_written(num_classes, f" that {NAMES} names")
    labelling = Labelling.as_written(num_classes, " of the training masks")
    return replace(labelling, remedy=f"{CORRECT}, or name all classes in {NAMES}")


def _classes(folder: Path, train: list[Pair]) -> tuple[str, ...]:
    file = folder / NAMES
    if file.is_file():
        return _named_classes(file)
    masks = MaskFiles(tuple(str(pair.mask) for pair in train), Labelling.as_written(IGNORED))
    met = np.flatnonzero(masks.count(range(len(train)))[:IGNORED])
    if len(met) < 2:
        words = f"no class but {met[0]}" if len(met) else "no class"
        raise WrongUse(
            f"the masks of {train[0].mask.parent} have {words}, and {IGNORED} is where there is "
            f"none; label two classes or more, from 0 to {IGNORED - 1}"
        )
    return tuple(f"class {label}" for label in range(int(met[-1]) + 1))


def _named_classes(file: Path) -> tuple[str, ...]:
    try:
        lines = file.read_text(encoding="utf-8-sig").rstrip().splitlines()
    except (OSError, UnicodeError) as error:
        reason = text_problem(error)
        raise WrongUse(
            f"cannot read {file}: {reason}; it has the name of a class on each line"
        ) from error
    names = [line.strip() for line in lines]
    repeated = [name for name in names if names.count(name) > 1]
    if not 2 <= len(names) <= IGNORED or repeated or not all(names):
        got = f"{repeated[0]!r} twice" if repeated and repeated[0] else plural(len(names), "line")
        if not all(names):
            got = f"line {names.index('') + 1} empty"
        raise WrongUse(
            f"{file} must have the name of each class on a line, from class 0 on: 2 to {IGNORED} "
            f"different ones (got {got})"
        )
    return tuple(names)
