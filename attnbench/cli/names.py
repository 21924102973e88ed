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
    from attnbench.tasks import sources as task_sources
    from attnbench.tasks import tasks as task_kinds
else:
    task_recipes = lazy("attnbench.tasks.recipes")
    task_sources = lazy("attnbench.tasks.sources")
    task_kinds = lazy("attnbench.tasks.tasks")

OWN_BACKBONES = ("resnet14-narrow",)

REGISTERED = re.compile(r"^@register_model\n(?:@.*\n)*def (\w+)\(", re.MULTILINE)
ENTRY = re.compile(r"^    Entry\(\n        name=\"(\w+)\"", re.MULTILINE)


def modules() -> Sequence[str]:
    """Modules of the catalogue and of installed packages."""
    registered = (point.name for point in entry_points(group="attnbench.modules"))
    return [*_in_package("attnzoo", "entries/*.py", ENTRY), *registered]


def backbones() -> Sequence[str]:
    """Our backbones, those of the tasks, and timm's."""
    networks = (name for kind in task_kinds.TASKS.values() for name in kind.networks)
    return [*OWN_BACKBONES, *networks, *sorted(_in_package("timm", "models/*.py", REGISTERED))]


def recipes() -> Sequence[str]:
    """Recipes by name."""
    return list(task_recipes.RECIPES)


def data_sets() -> Sequence[str]:
    """Data sets, and the beginnings of names that end as the user likes."""
    return [form.removesuffix("DIR").removesuffix("NAME") for form in task_sources.SOURCES]


def sites() -> Sequence[str]:
    """Named sites."""
    return ("residual", "block", "stage", "inner", "replace", "neck")


def tasks() -> Sequence[str]:
    """Tasks."""
    return list(task_kinds.TASKS)


def heads() -> Sequence[str]:
    """What makes a task's network of a backbone."""
    return [head for kind in task_kinds.TASKS.values() for head in kind.heads]


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
