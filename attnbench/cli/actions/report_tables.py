"""The answers and tables of a folder of records, and how one of their numbers came about."""

from collections.abc import Iterator, Mapping

from attnbench.cli import tables
from attnbench.cli.actions import ablate_tables
from attnbench.cli.next_step import answered
from attnbench.cli.study_folder import StudyFolder
from attnbench.errors import WrongUse
from attnbench.studies.completion import completion_of
from attnreport.answer.answer import Answer
from attnreport.answer.tables import answered_tables
from attnreport.comparison.budget import Budget
from attnreport.comparison.comparison import Comparison
from attnreport.comparison.tables import comparison_tables
from attnreport.comparison.trace.explain import explain
from attnreport.tables.table import Table


def explanation_of(folder: StudyFolder, field: str) -> Iterator[str]:
    """The lines that say how a field of the comparison was computed.

    Args:
        folder: Of the study.
        field: Such as `EMA:Top-1`.

    Raises:
        ValueError: of the kind that names what is missing, damaged or unknown.
    """
    study = folder.study
    variants = [str(variant) for variant in study.plan.variants]
    return explain(folder.records_of(study), variants, field, folder.design_labels)


def answers_and_tables(
    folder: StudyFolder, budget: Budget, worth: float, *, show_optimism: bool = False
) -> tuple[list[Answer], Mapping[str, Table]]:
    """What a folder says: its answers, and by file name its tables with them.

    Args:
        folder: Of a study, of an ablation, or both.
        budget: Limits on what a row may cost.
        worth: The least gain worth having.
        show_optimism: Whether to show the headline at its best epoch on test too.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    if folder.design is not None:
        answers = answers_of(folder, budget, worth, show_optimism=show_optimism)
        made = _ablation(folder, budget, show_optimism=show_optimism)
        return answers, answered_tables(made, "ablation", answers)
    comparison = _compared(folder, budget, show_optimism=show_optimism)
    answers = [answered(comparison, folder.path, worth=worth)]
    return answers, answered_tables(comparison_tables(comparison), "compare", answers)


def answers_of(
    folder: StudyFolder, budget: Budget, worth: float, *, show_optimism: bool = False
) -> list[Answer]:
    """The answer of a comparison, or of each study of an ablation, without what tables need.

    Args:
        folder: Of a study, of an ablation, or both.
        budget: Limits on what a row may cost.
        worth: The least gain worth having.
        show_optimism: Whether tables are to show the headline at its best epoch on test too.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    if folder.design is None:
        comparison = _compared(folder, budget, with_outcomes=False)
        return [answered(comparison, folder.path, worth=worth)]
    _refuse_of_an_ablation(folder, budget, show_optimism=show_optimism)
    return ablate_tables.answers(folder, worth, folder.completions())


def _ablation(folder: StudyFolder, budget: Budget, *, show_optimism: bool) -> Mapping[str, Table]:
    """By file name, the tables of an ablation, and the comparison of rows that it has besides."""
    ablation = ablate_tables.make(folder, folder.completions())
    if not folder.has_other_rows:
        return ablation
    compared = _compared(folder, budget, show_optimism=show_optimism)
    return {**comparison_tables(compared), **ablation}


def _refuse_of_an_ablation(folder: StudyFolder, budget: Budget, *, show_optimism: bool) -> None:
    """Refuse what only a comparison can show.

    Raises:
        WrongUse: if the folder has none.
    """
    if (budget or show_optimism) and not folder.has_other_rows:
        raise WrongUse(
            f"{folder.path} holds only an ablation, whose tables show neither a budget nor the "
            "best epoch; leave out --max-... and --show-optimism, or compare the same rows there"
        )


def _compared(
    folder: StudyFolder,
    budget: Budget,
    *,
    show_optimism: bool = False,
    with_outcomes: bool = True,
) -> Comparison:
    study = folder.study
    return tables.compared(
        study,
        folder.records_of(study),
        [str(variant) for variant in study.plan.variants],
        budget,
        show_optimism=show_optimism,
        with_outcomes=with_outcomes,
        completion=completion_of(study, folder.stored(study)),
    )
