"""The data sets by name."""

from collections.abc import Mapping
from pathlib import Path

from attnbench.data.source import DataSource, SourceKind, find_root
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import Recipe
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.tasks import TASKS, find_task

SOURCES: dict[str, SourceKind] = {
    source.form: source for kind in TASKS.values() for source in kind.sources
}
"""Every entry by its form; a name is looked up in their order."""
SEE = "attnbench list data"


def find_source(name: str, task: TaskKind | None = None) -> SourceKind:
    """The entry of a data set.

    Args:
        name: The data set.
        task: A task whose entries come before those of the table.

    Raises:
        UnknownName: if there is no such data set.
        WrongUse: if it is the name of a folder without its kind.
    """
    known = _known(task)
    for source in known.values():
        if source.matches(name):
            return source
    if name and Path(name).is_dir():
        choices = " or ".join(f"{source.kind}:{name}" for source in known.values() if source.layout)
        raise WrongUse(f"{name} is a folder; to use its images, write {choices}")
    raise UnknownName("data", name, known, SEE)


def _known(task: TaskKind | None) -> Mapping[str, SourceKind]:
    """Every entry by its form, a task's own ones first."""
    own = {source.form: source for source in task.sources} if task else {}
    return {**own, **SOURCES, **own}  # Also where they have the form of another.


def open_data(
    name: str, root: str = "", image_size: int = 0, task: TaskKind | None = None
) -> DataSource:
    """Open a data set.

    Args:
        name: See `attnbench list data`.
        root: Folder of the data sets that are not built in; empty takes `data`.
        image_size: Side to which image files are resized; 0 takes the data set's own.
        task: A task whose data sets are known too.

    Raises:
        UnknownName: if there is no such data set.
        WrongUse: if it is absent, or cannot be used.
    """
    return find_source(name, task).open(name, find_root(root), image_size)


def open_data_of(plan: Plan) -> DataSource:
    """Open the data set of a plan.

    Raises:
        WrongUse: if it is absent, cannot be used, or is for another task than plan or recipe.
    """
    task = find_task(plan.task)
    refuse_other_task(plan.data, task)
    refuse_other_recipe(plan.recipe, task)
    return open_data(plan.data, plan.data_root, plan.recipe.image_size, task)


class OpenedData:
    """Opens each data set once, for as long as it lives itself: opening may read a folder."""

    def __init__(self) -> None:
        self._sources: dict[tuple[object, ...], DataSource] = {}

    def of(self, plan: Plan) -> DataSource:
        """The data set of a plan.

        Raises:
            WrongUse: if `open_data_of` refuses it.
        """
        key = _key(plan)
        if key not in self._sources:
            self._sources[key] = open_data_of(plan)
        return self._sources[key]

    def keep(self, plan: Plan, source: DataSource) -> None:
        """Remember the data set of a plan that is open already."""
        self._sources[_key(plan)] = source


def _key(plan: Plan) -> tuple[object, ...]:
    """All that `open_data_of` reads of a plan."""
    return plan.task, plan.data, plan.data_root, plan.recipe.task, plan.recipe.image_size


def refuse_other_task(name: str, task: TaskKind) -> None:
    """Check that a task can be learned from a data set.

    Raises:
        UnknownName: if there is no such data set.
        WrongUse: if it is for another task.
    """
    source = find_source(name, task)
    if source.task != task.name:
        known = _known(task).values()
        usable = ", ".join(entry.form for entry in known if entry.task == task.name)
        raise WrongUse(
            f"must be for the task {task.name}: {usable}; got {name}, which is for {source.task}; "
            f"see: {SEE}",
            parameter="data",
        )


def refuse_other_recipe(recipe: Recipe, task: TaskKind) -> None:
    """Check that a recipe is for a task.

    Raises:
        WrongUse: if it is for another one.
    """
    if recipe.task != task.name:
        usable = ", ".join(known.name for known in task.recipes)
        raise WrongUse(
            f"must be for the task {task.name}: {usable}; got {recipe.name}, which is for "
            f"{recipe.task}; see: attnbench list recipes",
            parameter="recipe",
        )


def download(name: str, root: str = "", task: TaskKind | None = None) -> None:
    """Download a data set into the folder of data sets, unless it is built in.

    Raises:
        UnknownName: if there is no such data set.
        WrongUse: if it cannot be downloaded.
    """
    source = find_source(name, task)
    if source.download is not None:
        source.download(name, find_root(root))
    elif not source.is_built_in:
        possible = ", ".join(entry.form for entry in SOURCES.values() if entry.download)
        raise WrongUse(
            f"cannot fetch {name}; it can fetch {possible}",
            parameter="download",
        )
