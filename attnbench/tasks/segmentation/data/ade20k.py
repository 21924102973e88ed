"""`ade20k:DIR`: the scene parsing challenge of 2016 (Zhou et al., CVPR 2017), 150 classes.

Its masks have 0 where there is no class and 1 to 150 for the classes, which become 0 to 149.
"""

from pathlib import Path

from attnbench.tasks.segmentation.data.labelling import Labelling
from attnbench.tasks.segmentation.data.layouts import ADE20K
from attnbench.tasks.segmentation.data.pairs import inner_folder, pairs_of
from attnbench.tasks.segmentation.data.pictures import IGNORED, MaskedPictureSet
from attnbench.tasks.segmentation.data.scanning import SplitFiles, masked_set

NUM_CLASSES = 150
ARCHIVE = "ADEChallengeData2016"
NAMES = "objectInfo150.txt"
"""A line for each class, its name in the last column, and its synonyms behind it."""
LABELLING = Labelling.of(
    {0: IGNORED, **{value: value - 1 for value in range(1, NUM_CLASSES + 1)}},
    f"1 to {NUM_CLASSES} are the classes, and 0 and {IGNORED} are where there is none",
)


def scan(folder: Path) -> MaskedPictureSet:
    """The images of a folder with their masks.

    Raises:
        CorruptImage: if a file cannot be used.
        WrongUse: if a folder is missing, or an image or a mask is alone.
    """
    root = inner_folder(folder, "annotations", ARCHIVE)
    train, test = (
        SplitFiles(
            pairs=pairs_of(root / "images" / name, root / "annotations" / name, ADE20K),
            labelling=LABELLING,
        )
        for name in ("training", "validation")
    )
    return masked_set(folder, train, test, _classes(root / NAMES))


def _classes(file: Path) -> tuple[str, ...]:
    """The names that the data set has with it; numbers where it does not."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    names = [line.split("\t")[-1].replace(";", ",").split(",")[0].strip() for line in lines[1:]]
    is_usable = len(names) == NUM_CLASSES and all(names)
    return tuple(names) if is_usable else tuple(f"class {label}" for label in range(NUM_CLASSES))
