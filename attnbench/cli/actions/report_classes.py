"""The scores of single classes in a folder of records."""

from collections.abc import Iterator, Mapping

from attnbench.cli.study_folder import StudyFolder
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.tasks.kind import PerClass
from attnbench.tasks.tasks import TASKS, find_task
from attnreport.comparison.class_scores import ClassScores
from attnreport.comparison.class_table import class_table
from attnreport.record import TrainRecord
from attnreport.tables.table import Table

NAME = "classes"


def class_tables(folder: StudyFolder) -> Mapping[str, Table]:
    """By file name, the scores of each class in each study.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if the task has no such scores, no row is trained, or nothing is stored of them.
    """
    return {
        f"{NAME}-{name}" if name else NAME: _table_of(folder, study)
        for name, study in folder.studies.items()
    }


def _table_of(folder: StudyFolder, study: Study) -> Table:
    per_class = _per_class_of(study)
    runs = [
        record
        for record in folder.records_of(study)
        if isinstance(record, TrainRecord) and record.error is None
    ]
    if not runs:
        raise WrongUse(f"{study.folder} has no trained row yet; run compare again")
    scores = dict(_stored(study, runs, per_class))
    if not scores:
        raise WrongUse(
            f"{study.folder} has no {per_class.kind.head} of single classes: it was trained by an "
            "older version, or its outcomes were deleted; delete its training records, and run "
            "compare again"
        )
    variants = [str(variant) for variant in study.plan.variants]
    return class_table(runs, scores, variants, per_class.kind, per_class.samples, per_class.rule)


def _per_class_of(study: Study) -> PerClass:
    kind = find_task(study.plan.task)
    if kind.per_class is None:
        having = [
            f"{task.name} has {task.per_class.kind.head}"
            for task in TASKS.values()
            if task.per_class is not None
        ]
        raise WrongUse(
            f"{study.folder} is of the task {kind.name}, which has no score of single classes "
            f"({', '.join(having)}); leave it out",
            parameter="per_class",
        )
    return kind.per_class


def _stored(
    study: Study, runs: list[TrainRecord], per_class: PerClass
) -> Iterator[tuple[str, ClassScores]]:
    """By the key of a run, the scores that its outcomes give."""
    for run in runs:
        scores = per_class.read(study.outcomes(run.key))
        if scores is not None:
            yield run.key, scores
