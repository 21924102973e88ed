"""The names that the shell completes and the help lists, found without importing torch."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.cost.counters import COUNTERS, REFERENCE
from attnbench.injection.sites.table import SITES
from attnbench.lazy import lazy
from attnbench.network.backbone_names import known_backbones
from attnbench.plan.fields import annotations
from attnbench.plan.module_name import registered
from attnbench.plan.recipe import IDENTITY, Recipe
from attnbench.study_names import study_names
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import SOURCES
from attnbench.tasks.tasks import TASKS

if TYPE_CHECKING:
    import attnzoo
    from attnzoo import entry
else:
    attnzoo = lazy("attnzoo")
    entry = lazy("attnzoo.entry")

DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("auto", "fp32", "bf16", "fp16")
OPEN_END = re.compile(r"(?<=[:/])[A-Z]+$")
"""What stands for any word at the end of a form such as `folder:DIR`."""


def modules() -> list[str]:
    """Modules of the catalogue and of installed packages."""
    return [*attnzoo.CATALOG, *registered()]


def families() -> list[str]:
    """Families of modules."""
    return list(entry.FAMILIES)


def backbones() -> list[str]:
    """Our backbones, those of the tasks, and timm's."""
    return known_backbones()


def recipes() -> list[str]:
    """Recipes of every task."""
    return list(RECIPES)


def recipe_fields() -> list[str]:
    """The fields of recipes, as they begin where one is changed."""
    kinds: list[type] = [Recipe, *(task.recipe_fields for task in TASKS.values())]
    return [f"{name}=" for kind in kinds for name in annotations(kind) if name not in IDENTITY]


def data_sets() -> list[str]:
    """Data sets, and the beginnings of those that are folders."""
    return [OPEN_END.sub("", form) for form in SOURCES]


def sites() -> list[str]:
    """Named sites."""
    return list(SITES)


def studies() -> list[str]:
    """Studies by name, and those that are in the current folder."""
    return [*study_names(), *study_names(Path())]


def tasks() -> list[str]:
    """Tasks."""
    return list(TASKS)


def heads() -> list[str]:
    """What makes a task's network of a backbone."""
    return [head for task in TASKS.values() for head in task.heads]


def columns() -> list[str]:
    """What the columns of a table of rows can be chosen by."""
    counted = ("macs", *(f"macs_{name}" for name in COUNTERS if name != REFERENCE))
    of_backbone = ("backbone_params", "backbone_macs")
    sizes = ("params", *counted, *of_backbone)
    changes = (f"{size}_change" for size in ("params", "macs", *of_backbone))
    timed = ("throughput", "throughput_ratio", "latency", "memory")
    scores = (score.name for task in TASKS.values() for score in task.scores)
    return ["method", "backbone", "study", *sizes, *changes, *timed, "budget", *scores]
