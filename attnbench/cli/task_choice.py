"""Which task was meant, and what it takes where nothing else is said."""

from dataclasses import dataclass
from typing import get_args

from attnbench.errors import UnknownName, WrongUse
from attnbench.network.backbone import is_detector
from attnbench.plan.plan import Task
from attnbench.tasks.data_catalog import task_of
from attnbench.tasks.detection.detectors.build import DETECTORS

DATA: dict[Task, str] = {"classify": "digits", "detect": "digit-boxes"}
RECIPES: dict[Task, str] = {"classify": "quick", "detect": "quick-boxes"}
SEE = "attnbench compare --help"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChoice:
    """A task, and what a plan takes where only the task is known."""

    name: Task
    head: str
    """Empty where the backbone needs none."""

    @property
    def data(self) -> str:
        """The embedded data set."""
        return DATA[self.name]

    @property
    def recipe(self) -> str:
        """The recipe for it."""
        return RECIPES[self.name]


def choose_task(task: str | None, head: str | None, backbone: str, data: str | None) -> TaskChoice:
    """The task of what was typed: what is said, else what backbone and data are for.

    Raises:
        UnknownName: if there is no such task or head.
        WrongUse: if they do not go together.
    """
    name = _task(task, head, backbone, data)
    if data is not None and task_of(data) != name:
        raise WrongUse(
            f"--task {name} cannot be learned from {data}, which is to {task_of(data)}; take other "
            f"data, such as {DATA[name]}; see: attnbench list data"
        )
    if name == "classify":
        if head is not None:
            raise WrongUse(f"--head {head} is for --task detect; leave one of them out")
        return TaskChoice(name=name, head="")
    if is_detector(backbone):
        if head is not None:
            raise WrongUse(f"{backbone} is a detector itself; leave --head {head} out")
        return TaskChoice(name=name, head="")
    if head is not None and head not in DETECTORS:
        raise UnknownName("head", head, DETECTORS, SEE)
    return TaskChoice(name=name, head=head or next(iter(DETECTORS)))


def _task(task: str | None, head: str | None, backbone: str, data: str | None) -> Task:
    for known in get_args(Task):
        if task == known:
            return known
    if task is not None:
        raise UnknownName("task", task, get_args(Task), SEE)
    if data is not None:
        return task_of(data)
    return "detect" if head is not None or is_detector(backbone) else "classify"
