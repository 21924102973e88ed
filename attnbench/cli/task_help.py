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
        f"What is learned: {', '.join(meanings)}, or your own, file.py:KIND. Default: what the "
        "data set, the head and the backbone are for."
    )


def head() -> str:
    """Help of --head."""
    heads = (
        f"{_either(kind.heads)} for {name}" for name, kind in tasks.TASKS.items() if kind.heads
    )
    return f"What turns a plain backbone into the task's network: {', '.join(heads)}."


def data() -> str:
    """Help of --data."""
    defaults = (f"{kind.data} for {name}" for name, kind in tasks.TASKS.items())
    return f"The data set. Default: {', '.join(defaults)}. See: attnbench list data."


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
