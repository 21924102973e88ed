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
        f"the task that --data, --head or --backbone implies, else {tasks.default_task().name}."
    )


def head() -> str:
    """Help of --head."""
    heads = (
        f"{_either([f'{kind.heads[0]} (default)', *kind.heads[1:]])} for {name}"
        for name, kind in tasks.TASKS.items()
        if kind.heads
    )
    return (
        "The head that turns the backbone into a network for the task: "
        f"{', '.join(heads)}. Other tasks take none, nor does a backbone that has its own."
    )


def optional_head() -> str:
    """Help of --head where no task is named."""
    heads = (
        f"{_either(kind.heads)} for {name}" for name, kind in tasks.TASKS.items() if kind.heads
    )
    return (
        "The head that turns the backbone into a network for another task: "
        f"{', '.join(heads)}. Default: the backbone as it is."
    )


def input_size() -> str:
    """Help of --input-size, where a head may be named."""
    sizes = (
        f"{kind.usual[-1].size[1]}x{kind.usual[-1].size[2]} for {name}"
        for name, kind in tasks.TASKS.items()
        if kind.heads and kind.usual[-1].size
    )
    return (
        "Image size: the side (224), height and width (512x2048), or channels too (3x512x2048). "
        f"Default: the network's own; with a head {', '.join(sizes)}."
    )


def classes() -> str:
    """Help of --classes."""
    defaults = (f"{kind.usual[-1].num_classes} for {name}" for name, kind in tasks.TASKS.items())
    return f"Number of classes. Default: {', '.join(defaults)}."


def data() -> str:
    """Help of --data."""
    defaults = (f"{kind.data} for {name}" for name, kind in tasks.TASKS.items())
    return (
        "A data set by name, or KIND:DIR for a folder of your own, such as folder:flowers. "
        f"Default: {', '.join(defaults)}. See: attnbench list data."
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
