"""Pictures of what the trained rows of a study do; each task has its own, or none."""

from collections.abc import Iterator

from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnbench.tasks.tasks import TASKS, find_task


def draw_pictures(study: Study) -> Iterator[tuple[str, bytes]]:
    """The pictures of a study: file names and their contents.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if its task has none, it has no trained row, or its data are absent.
    """
    task = find_task(study.plan.task)
    if task.pictures is None:
        drawn = ", ".join(name for name, kind in TASKS.items() if kind.pictures is not None)
        raise WrongUse(
            f"{study.folder} is a study of --task {task.name}, which has no pictures; name a study "
            f"of --task {drawn}"
        )
    yield from task.pictures(study, open_data_of(study.plan))
