"""Which task is meant, and what it takes where nothing else is said."""

from dataclasses import dataclass

from attnbench.errors import UnknownName, WrongUse
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.sources import find_source, refuse_other_task
from attnbench.tasks.tasks import (
    TASKS,
    absolute_name,
    default_task,
    find_task,
    refuse_other_network,
    task_of_head,
    task_of_network,
)

SEE = "attnbench compare --help"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChoice:
    """A task, and the head that makes its network of the backbone."""

    name: str
    """As a plan stores it."""
    kind: TaskKind
    head: str
    """Empty where the backbone needs none."""


def choose_task(task: str | None, head: str | None, backbone: str, data: str | None) -> TaskChoice:
    """The task that was named, else the one that data, head or backbone are for.

    Raises:
        UnknownName: if there is no such task, head or data set.
        WrongUse: if they do not go together.
    """
    name = absolute_name(task) if task is not None else _implied(head, backbone, data).name
    kind = find_task(name)
    if data is not None:
        refuse_other_task(data, kind)
    refuse_other_network(backbone, kind)
    return TaskChoice(name=name, kind=kind, head=_head(kind, head, backbone))


def _implied(head: str | None, backbone: str, data: str | None) -> TaskKind:
    """The task of what was typed, where no task was."""
    if data is not None:
        return TASKS[find_source(data).task]
    if head is not None:
        return task_of_head(head)
    return task_of_network(backbone) or default_task()


def _head(kind: TaskKind, head: str | None, backbone: str) -> str:
    """The head of a task's network around a backbone; empty where there is none."""
    if head is not None and backbone in kind.networks:
        raise WrongUse(
            f"{backbone} is a whole network of --task {kind.name}; leave --head {head} out"
        )
    if not kind.heads or backbone in kind.networks:
        if head is None:
            return ""
        owners = " or ".join(f"--task {name}" for name, other in TASKS.items() if other.heads)
        raise WrongUse(f"--task {kind.name} has no heads, --head {head} is for {owners}")
    if head is not None and head not in kind.heads:
        raise UnknownName("head", head, kind.heads, SEE)
    return head or kind.heads[0]
