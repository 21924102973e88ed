"""Show the tables of a folder of records: a study's, an ablation's, or both."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import typer

from attnbench.cli import tables, writing
from attnbench.cli.actions import ablate_tables
from attnbench.cli.commands.report import Report
from attnbench.cli.errors import refuse_beside
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.cli.next_step import answered
from attnbench.cli.options.output import formats_of
from attnbench.cli.pictures.table import draw_pictures, shown
from attnbench.cli.study_folder import StudyFolder
from attnbench.errors import WrongUse
from attnbench.studies.completion import completion_of
from attnbench.study_names import find_study, newest_study
from attnreport.answer.answer import Answer
from attnreport.answer.tables import answered_tables
from attnreport.comparison.budget import Budget
from attnreport.comparison.comparison import Comparison
from attnreport.comparison.tables import comparison_tables
from attnreport.comparison.trace.explain import explain
from attnreport.tables.choice import choose_columns
from attnreport.tables.table import Table

BESIDE_PICTURES = ("study", "pictures")

OF_ROWS = ("compare", "ablation")
"""The tables whose columns can be chosen."""


def run(request: Report) -> None:
    """Print or write the tables, say how a field was computed, or draw pictures.

    Raises:
        ValueError: of the kind that names what is missing, damaged or cannot be written.
    """
    budget = request.budget.limits
    folder = StudyFolder.open(folder_of(request, SHOWN), request.session)
    if request.pictures is not None:
        _draw(folder, request)
    elif request.explain is not None:
        typer.echo("\n".join(_explanation(folder, request.explain)))
    else:
        _show(folder, budget, request)


def folder_of(request: Report, feedback: Feedback) -> Path:
    """The folder that was named, or that of the newest study, which is then said.

    Args:
        request: What was typed.
        feedback: Takes which study is the newest.

    Raises:
        WrongUse: if there is no such study.
    """
    if request.study is not None:
        return find_study(request.study)
    folder = newest_study()
    feedback.tell(f"study: {folder} (the newest; name another one to see it)")
    return folder


def _draw(folder: StudyFolder, request: Report) -> None:
    typed = request.invocation.typed
    refuse_beside("pictures", [name for name in typed if name not in BESIDE_PICTURES])
    assert request.pictures is not None
    count = writing.write_pictures(draw_pictures("study", folder), [request.pictures])
    if not count:
        raise WrongUse(
            f"nothing of {folder.path} can be drawn; a study can have pictures of: {shown('study')}"
        )


def _explanation(folder: StudyFolder, field: str) -> Iterator[str]:
    study = folder.study
    variants = [str(variant) for variant in study.plan.variants]
    return explain(folder.records_of(study), variants, field, folder.design_labels)


def _show(folder: StudyFolder, budget: Budget, request: Report) -> None:
    answers, given = answers_and_tables(
        folder, budget, request.worth, show_optimism=request.show_optimism
    )
    if request.columns is not None:
        given = {**given, **_chosen(given, request.columns)}
    is_full = request.full or request.columns is not None
    formats = formats_of(request.format, request.output)
    tables.give(given, formats, request.output, [] if is_full else answers)
    if request.output is not None:
        pictures = draw_pictures("study", folder, beside_tables=True)
        writing.write_pictures(pictures, [request.output])


def _chosen(made: Mapping[str, Table], names: Sequence[str]) -> Mapping[str, Table]:
    """The tables of rows with the columns that were chosen."""
    return {name: choose_columns(table, names) for name, table in made.items() if name in OF_ROWS}


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
    answers = answers_of(folder, budget, worth)
    name = "compare" if folder.design is None else "ablation"
    made = tables_of(folder, budget, show_optimism=show_optimism)
    return answers, answered_tables(made, name, answers)


def tables_of(folder: StudyFolder, budget: Budget, *, show_optimism: bool) -> Mapping[str, Table]:
    """By file name, the tables of a folder.

    An ablation has its own; the comparison comes too where the study has rows besides.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    if folder.design is None:
        return _comparison(folder, budget, show_optimism=show_optimism)
    ablation = ablate_tables.make(folder, folder.completions())
    if folder.has_other_rows:
        compared = _comparison(folder, budget, show_optimism=show_optimism)
        return {**compared, **ablation}
    if budget or show_optimism:
        raise WrongUse(
            f"{folder.path} holds only an ablation, whose tables show neither a budget nor the "
            "best epoch; leave out --max-... and --show-optimism, or compare the same rows there"
        )
    return ablation


def answers_of(folder: StudyFolder, budget: Budget, worth: float) -> list[Answer]:
    """The answer of a comparison, or of each study of an ablation."""
    if folder.design is None:
        return [answered(_compared(folder, budget), folder.path, worth=worth)]
    return ablate_tables.answers(folder, worth, folder.completions())


def _comparison(folder: StudyFolder, budget: Budget, *, show_optimism: bool) -> Mapping[str, Table]:
    return comparison_tables(_compared(folder, budget, show_optimism=show_optimism))


def _compared(folder: StudyFolder, budget: Budget, *, show_optimism: bool = False) -> Comparison:
    study = folder.study
    return tables.compared(
        study,
        folder.records_of(study),
        [str(variant) for variant in study.plan.variants],
        budget,
        show_optimism=show_optimism,
        completion=completion_of(study, study.records()),
    )
