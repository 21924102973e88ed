"""What the trained rows of a study predict; how it is drawn, its task says."""

from collections.abc import Iterator

from attnbench.cli.study_folder import StudyFolder
from attnbench.tasks.sources import open_data_of
from attnbench.tasks.tasks import find_task


def applies(folder: StudyFolder) -> bool:
    """Whether the task of each of the folder's studies draws pictures."""
    return all(find_task(study.plan.task).pictures for study in folder.studies.values())


def draw(folder: StudyFolder) -> Iterator[tuple[str, bytes]]:
    """The pictures of the task.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if the folder holds several studies, no row is trained, or the data are absent.
    """
    study = folder.study
    pictures = find_task(study.plan.task).pictures
    assert pictures is not None
    yield from pictures(study, open_data_of(study.plan))
