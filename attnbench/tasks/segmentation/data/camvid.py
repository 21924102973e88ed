"""`camvid:DIR`: the copy of CamVid (Brostow et al., 2009) that came with SegNet, 11 classes.

It is trained on `train` and scored on `test`, as there; `val` is left alone.
"""

from pathlib import Path

from attnbench.tasks.segmentation.data.class_names import CAMVID as CLASSES
from attnbench.tasks.segmentation.data.labelling import Labelling
from attnbench.tasks.segmentation.data.layouts import CAMVID
from attnbench.tasks.segmentation.data.pairs import Pair, inner_folder, pairs_of
from attnbench.tasks.segmentation.data.pictures import IGNORED, MaskedPictureSet
from attnbench.tasks.segmentation.data.scanning import SplitFiles, masked_set

UNLABELLED = len(CLASSES)
LABELLING = Labelling.of(
    {**{label: label for label in range(UNLABELLED)}, UNLABELLED: IGNORED},
    f"0 to {UNLABELLED - 1} are the classes, and {UNLABELLED} and {IGNORED} are where there is "
    "none",
)


def scan(folder: Path) -> MaskedPictureSet:
    """The images of a folder with their masks.

    Raises:
        CorruptImage: if a file cannot be used.
        WrongUse: if a folder is missing, or an image or a mask is alone.
    """
    train, test = (
        SplitFiles(pairs=_pairs(folder, name), labelling=LABELLING) for name in ("train", "test")
    )
    return masked_set(folder, train, test, CLASSES)


def _pairs(folder: Path, split: str) -> list[Pair]:
    if (folder / "masks").is_dir():
        return pairs_of(folder / "images" / split, folder / "masks" / split, CAMVID)
    root = inner_folder(folder, "trainannot", "CamVid")
    return pairs_of(root / split, root / f"{split}annot", CAMVID)
