"""The tasks by name. Reading the table loads no torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.errors import UnknownName, WrongUse
from attnbench.lazy import lazy
from attnbench.tasks.classification.kind import CLASSIFICATION
from attnbench.tasks.detection.kind import DETECTION
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.segmentation.kind import SEGMENTATION

if TYPE_CHECKING:
    from attnbench.own import file as own_file
else:
    own_file = lazy("attnbench.own.file")  # Loads torch.

TASKS: Mapping[str, TaskKind] = {
    kind.name: kind for kind in (CLASSIFICATION, DETECTION, SEGMENTATION)
}
"""Every task of attnbench, the default first."""


def find_task(name: str) -> TaskKind:
    """A task by its name, or the `TaskKind` of a Python file.

    Args:
        name: A key of `TASKS`; or `file.py:KIND`, whose file is run.

    Raises:
        UnknownName: if there is no such task.
        WrongUse: if the file does not give one.
    """
    if name in TASKS:
        return TASKS[name]
    if not own_file.names_a_file(name):
        raise UnknownName("task", name, TASKS, "attnbench compare --help")
    kind = own_file.load_from_file(name)
    if not isinstance(kind, TaskKind):
        raise WrongUse(
            f"must name a TaskKind, as in path/to/file.py:KIND; {name} has the type "
            f"{type(kind).__name__}",
            parameter="task",
        )
    return kind


def absolute_name(name: str) -> str:
    """The name of a task as every process finds it, wherever it works: a file by its full path."""
    if name in TASKS or not own_file.names_a_file(name):
        return name
    file, _, attribute = name.rpartition(":")
    return f"{Path(file).resolve()}:{attribute}"


def task_digest(name: str) -> str:
    """A hash of the code of a file's task; empty for a task of the table.

    Raises:
        WrongUse: if the file does not exist, or fails when it is run.
    """
    return "" if name in TASKS else own_file.file_digest(name)


def task_of_network(backbone: str) -> TaskKind | None:
    """The task whose whole network a backbone is; None for a backbone of any task."""
    return next((kind for kind in TASKS.values() if backbone in kind.networks), None)


def task_of_head(head: str) -> TaskKind:
    """The task that a head makes networks for.

    Raises:
        UnknownName: if no task has such a head.
    """
    for kind in TASKS.values():
        if head in kind.heads:
            return kind
    known = [name for kind in TASKS.values() for name in kind.heads]
    raise UnknownName("head", head, known, "attnbench compare --help")


def refuse_other_network(backbone: str, kind: TaskKind) -> None:
    """Check that a backbone is not the whole network of another task.

    Raises:
        WrongUse: if it is.
    """
    owner = task_of_network(backbone)
    if owner is not None and backbone not in kind.networks:
        raise WrongUse(
            f"must not be {backbone} for the task {kind.name}: it is a whole network of the task "
            f"{owner.name}",
            parameter="backbone",
        )


def default_task() -> TaskKind:
    """The task that is meant where nothing says otherwise."""
    return next(iter(TASKS.values()))
