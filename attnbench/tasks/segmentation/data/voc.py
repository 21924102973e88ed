"""`voc:DIR`: Pascal VOC 2012's segmentation (Everingham et al., IJCV 2015), 21 classes.

Where the masks of Hariharan et al. (ICCV 2011) are there too, with a list of them, it is trained on
their 10,582 images, and scored on the same ones.
"""

from collections.abc import Sequence
from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.tasks.segmentation.data.class_names import VOC as CLASSES
from attnbench.tasks.segmentation.data.labelling import Labelling
from attnbench.tasks.segmentation.data.layouts import VOC
from attnbench.tasks.segmentation.data.pairs import (
    Pair,
    inner_folder,
    listed_names,
    refuse_missing,
)
from attnbench.tasks.segmentation.data.pictures import MaskedPictureSet
from attnbench.tasks.segmentation.data.scanning import SplitFiles, masked_set

INNER = ("VOC2012", "VOCdevkit/VOC2012")
MASKS, MORE_MASKS = "SegmentationClass", "SegmentationClassAug"
LISTS = ("ImageSets/Segmentation", "ImageSets/SegmentationAug")
ALL_NAMES = ("train_aug.txt", "trainaug.txt")
"""What the list of all training images is called."""
FURTHER_NAMES = "aug.txt"
"""The list of those that train.txt does not have, as MMSegmentation writes it."""


def scan(folder: Path) -> MaskedPictureSet:
    """The images of a folder with their masks.

    Raises:
        CorruptImage: if a file cannot be used.
        WrongUse: if a folder or a list is missing, or a list names what does not exist.
    """
    root = inner_folder(folder, "JPEGImages", *INNER)
    for place in (root / "JPEGImages", root / MASKS):
        if not place.is_dir():
            raise WrongUse(f"there is no folder {place}; {VOC}")
    lists = _training_lists(root)
    train, test = (
        SplitFiles(
            pairs=[pair for file in files for pair in _pairs(root, file)],
            labelling=Labelling.as_written(len(CLASSES)),
        )
        for files in (lists, (root / LISTS[0] / "val.txt",))
    )
    return masked_set(folder, train, test, CLASSES, _notes(root, lists))


def _training_lists(root: Path) -> Sequence[Path]:
    """The lists of the training images: of all that have masks, where that is known."""
    plain = root / LISTS[0] / "train.txt"
    if not (root / MORE_MASKS).is_dir():
        return (plain,)
    whole = [root / place / name for place in LISTS for name in ALL_NAMES]
    further = [root / place / FURTHER_NAMES for place in LISTS]
    found = [(file,) for file in whole if file.is_file()]
    added = [(plain, file) for file in further if file.is_file()]
    return next(iter((*found, *added)), (plain,))


def _notes(root: Path, lists: Sequence[Path]) -> tuple[str, ...]:
    if not (root / MORE_MASKS).is_dir() or lists[-1].name != "train.txt":
        return ()
    return (
        f"{MORE_MASKS} of {root} is not used: {LISTS[0]} has neither {ALL_NAMES[0]} nor "
        f"{FURTHER_NAMES}",
    )


def _pairs(root: Path, file: Path) -> list[Pair]:
    """The images of a list with their masks."""
    pairs = [
        Pair(root / "JPEGImages" / f"{name}.jpg", _mask(root, name))
        for name in listed_names(file, VOC)
    ]
    refuse_missing([pair.image for pair in pairs], file, "image")
    refuse_missing([pair.mask for pair in pairs], file, "mask")
    return pairs


def _mask(root: Path, name: str) -> Path:
    """VOC's own mask of an image, else the other one where it exists."""
    own, other = (root / place / f"{name}.png" for place in (MASKS, MORE_MASKS))
    return other if other.is_file() and not own.is_file() else own
