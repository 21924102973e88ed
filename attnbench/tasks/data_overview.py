"""All data sets at a glance, with whether they are there; nothing is loaded or downloaded."""

from dataclasses import dataclass
from pathlib import Path

from attnbench.data.source import find_root
from attnbench.tasks.classification.data import cifar, digits
from attnbench.tasks.detection.data import digit_boxes
from attnbench.tasks.detection.data.checking import SIDE

FILES = "224x224, or the recipe's image_size"
BOXED = f"{SIDE}x{SIDE}, or the recipe's image_size"
IN_DATA = "the data's"


@dataclass(frozen=True, slots=True)
class Overview:
    """What can be said of a data set, or of all those whose names look alike."""

    name: str
    meaning: str
    image: str
    classes: str
    there: str


def all_data(root: str = "") -> tuple[Overview, ...]:
    """Every data set, as seen from the folder in which data sets lie; `data` if none is named."""
    place = find_root(root)
    side = f"3x{digits.SIDE}x{digits.SIDE}"
    return (
        Overview(
            "digits",
            "real handwritten digits among distractors; embedded",
            side,
            str(digits.NUM_CLASSES),
            "yes",
        ),
        *(
            Overview(
                name,
                "small photographs (Krizhevsky, 2009), read by torchvision",
                side,
                str(count),
                _there(name, place),
            )
            for name, count in cifar.NUM_CLASSES.items()
        ),
        Overview(
            "folder:DIR", "DIR/train/CLASS/IMAGE and DIR/test/CLASS/IMAGE", FILES, IN_DATA, ""
        ),
        Overview("torch/NAME", "timm's data sets of torchvision", FILES, IN_DATA, ""),
        Overview("hfds/NAME", "timm's data sets of Hugging Face", FILES, IN_DATA, ""),
        Overview(
            digit_boxes.NAME,
            "1 to 5 of such digits with boxes; embedded",
            f"3x{digit_boxes.SIDE}x{digit_boxes.SIDE}, or the recipe's image_size",
            str(digits.NUM_CLASSES),
            "yes",
        ),
        Overview(
            "coco:DIR",
            "boxes in COCO's format, DIR/annotations/instances_*.json",
            BOXED,
            IN_DATA,
            "",
        ),
        Overview(
            "visdrone:DIR",
            "boxes in VisDrone's text format, DIR/*train* and DIR/*val*",
            BOXED,
            IN_DATA,
            "",
        ),
    )


def _there(name: str, root: Path) -> str:
    return f"in {root}" if cifar.is_there(name, root) else f"not in {root}"
