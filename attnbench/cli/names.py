"""The names that the shell completes, found without importing torch.

timm and attnzoo are read as text, since importing either takes seconds; tests compare what is found
with what the packages say of themselves.
"""

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.tasks import recipes as task_recipes
else:
    task_recipes = lazy("attnbench.tasks.recipes")

OWN_BACKBONES = ("resnet14-narrow", "yolov5n", "yolov5s", "yolov5m", "yolov5l", "yolov5x")

REGISTERED = re.compile(r"^@register_model\n(?:@.*\n)*def (\w+)\(", re.MULTILINE)
ENTRY = re.compile(r"^    Entry\(\n        name=\"(\w+)\"", re.MULTILINE)


def modules() -> Sequence[str]:
    """Modules of the catalogue and of installed packages."""
    registered = (point.name for point in entry_points(group="attnbench.modules"))
    return [*_in_package("attnzoo", "entries/*.py", ENTRY), *registered]


def backbones() -> Sequence[str]:
    """Our backbones and timm's."""
    return [*OWN_BACKBONES, *sorted(_in_package("timm", "models/*.py", REGISTERED))]


def recipes() -> Sequence[str]:
    """Recipes by name."""
    return list(task_recipes.RECIPES)


def data_sets() -> Sequence[str]:
    """Data sets, and the beginnings of those that are folders."""
    return ("digits", "digit-boxes", "cifar10", "cifar100", "folder:", "coco:", "visdrone:")


def sites() -> Sequence[str]:
    """Named sites."""
    return ("residual", "block", "stage", "inner", "replace", "neck")


def tasks() -> Sequence[str]:
    """Tasks."""
    return ("classify", "detect")


def heads() -> Sequence[str]:
    """What makes a detector of a backbone."""
    return ("fcos", "retinanet")


def devices() -> Sequence[str]:
    """Devices."""
    return ("auto", "cpu", "cuda")


def precisions() -> Sequence[str]:
    """Precisions."""
    return ("auto", "fp32", "bf16", "fp16")


def _in_package(package: str, files: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """What a pattern finds in the files of a package, which is not imported."""
    spec = find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        for file in sorted(Path(folder).glob(files)):
            yield from pattern.findall(file.read_text(encoding="utf-8"))
