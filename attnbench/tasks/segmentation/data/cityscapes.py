"""`cityscapes:DIR`: Cityscapes with fine annotations (Cordts et al., CVPR 2016), 19 classes."""

from pathlib import Path

from attnbench.tasks.segmentation.data.class_names import (
    CITYSCAPES as CLASSES,
)
from attnbench.tasks.segmentation.data.class_names import (
    CITYSCAPES_ID_COUNT,
    CITYSCAPES_IDS,
)
from attnbench.tasks.segmentation.data.labelling import Labelling
from attnbench.tasks.segmentation.data.layouts import CITYSCAPES
from attnbench.tasks.segmentation.data.pairs import pairs_of
from attnbench.tasks.segmentation.data.pictures import IGNORED, MaskedPictureSet
from attnbench.tasks.segmentation.data.scanning import SplitFiles, masked_set

IMAGE_END = "_leftImg8bit"
TRAIN_IDS = "_gtFine_labelTrainIds"
"""Written by the scripts of the data set, which not everybody has run."""
IDS = "_gtFine_labelIds"
OF_IDS = Labelling.of(
    {
        **dict.fromkeys(range(CITYSCAPES_ID_COUNT), IGNORED),
        **{number: label for label, number in enumerate(CITYSCAPES_IDS)},
    },
    f"0 to {CITYSCAPES_ID_COUNT - 1} are the ids of Cityscapes, and {IGNORED} is where there is "
    "none",
)


def scan(folder: Path) -> MaskedPictureSet:
    """The images of a folder with their masks.

    Raises:
        CorruptImage: if a file cannot be used.
        WrongUse: if a folder is missing, or an image or a mask is alone.
    """
    train, test = (_split(folder, name) for name in ("train", "val"))
    return masked_set(folder, train, test, CLASSES)


def _split(folder: Path, name: str) -> SplitFiles:
    images, masks = folder / "leftImg8bit" / name, folder / "gtFine" / name
    has_train_ids = next(masks.rglob(f"*{TRAIN_IDS}.png"), None) is not None
    pairs = pairs_of(
        images,
        masks,
        CITYSCAPES,
        image_end=IMAGE_END,
        mask_end=TRAIN_IDS if has_train_ids else IDS,
    )
    labelling = Labelling.as_written(len(CLASSES)) if has_train_ids else OF_IDS
    return SplitFiles(pairs=pairs, labelling=labelling)
