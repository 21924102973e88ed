"""Help texts that say what each task takes, made of the table of tasks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.tasks import tasks
else:
    tasks = lazy("attnbench.tasks.tasks")


def task() -> str:
    """Help of --task."""
    meanings = (f"{name} ({kind.meaning})" for name, kind in tasks.TASKS.items())
    return (
        f"What is learned: {', '.join(meanings)}, or a task of your own, file.py:NAME. Default: "
        "inferred from data set, head and backbone."
    )


def head() -> str:
    """Help of --head."""
    heads = (
        f"{_either(kind.heads)} for {name}" for name, kind in tasks.TASKS.items() if kind.heads
    )
    return (
        f"What makes the task's network of a plain backbone, the default first: {', '.join(heads)}."
    )


def data() -> str:
    """Help of --data."""
    defaults = (f"{kind.data} for {name}" for name, kind in tasks.TASKS.items())
    return (
        f"A name, or KIND:DIR such as folder:flowers. Default: {', '.join(defaults)}. See: "
        "attnbench list data."
    )


def recipe() -> str:
    """Help of --recipe."""
    defaults = (f"{kind.recipe} for {name}" for name, kind in tasks.TASKS.items())
    return (
        f"How to train: a recipe's name or a .toml file. Default: {', '.join(defaults)}. See: "
        "attnbench list recipes."
    )


def _either(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
