"""Show the tables of a folder of records: a study's, an ablation's, or both."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli import writing
from attnbench.cli.commands.report import Report
from attnbench.cli.errors import refuse_beside
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.cli.options.output import formats_of
from attnbench.cli.pictures.table import draw_pictures, shown
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.study_names import find_study, newest_study
from attnreport.formats import CONSOLE

if TYPE_CHECKING:
    from attnbench.cli import study_folder, tables
    from attnbench.cli.actions import report_classes, report_tables
    from attnreport.comparison.budget import Budget
else:  # They load pandas and scipy, which wrong use is refused without.
    study_folder = lazy("attnbench.cli.study_folder")
    tables = lazy("attnbench.cli.tables")
    report_classes = lazy("attnbench.cli.actions.report_classes")
    report_tables = lazy("attnbench.cli.actions.report_tables")

BESIDE_PICTURES = ("study", "pictures")
BESIDE_CLASSES = ("study", "per_class", "format", "output")


def run(request: Report) -> None:
    """Print or write the tables, say how a field was computed, or draw pictures.

    Raises:
        ValueError: of the kind that names what is missing, damaged or cannot be written.
    """
    budget = request.budget.limits
    path = folder_of(request, SHOWN)
    folder = study_folder.StudyFolder.open(path, request.session)
    if request.pictures is not None:
        _draw(folder, request)
    elif request.per_class:
        _show_classes(folder, request)
    elif request.explain is not None:
        typer.echo("\n".join(report_tables.explanation_of(folder, request.explain)))
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


def _draw(folder: "study_folder.StudyFolder", request: Report) -> None:
    typed = request.invocation.typed
    refuse_beside("pictures", [name for name in typed if name not in BESIDE_PICTURES])
    assert request.pictures is not None
    count = writing.write_pictures(draw_pictures("study", folder), [request.pictures])
    if not count:
        raise WrongUse(
            f"nothing of {folder.path} can be drawn; a study can have pictures of: {shown('study')}"
        )


def _show_classes(folder: "study_folder.StudyFolder", request: Report) -> None:
    typed = request.invocation.typed
    refuse_beside("per_class", [name for name in typed if name not in BESIDE_CLASSES])
    formats = formats_of(request.format, request.output)
    tables.give(report_classes.class_tables(folder), formats, request.output)


def _show(folder: "study_folder.StudyFolder", budget: "Budget", request: Report) -> None:
    is_full = request.full or request.columns is not None
    formats = formats_of(request.format, request.output)
    if set(formats) == {CONSOLE} and request.output is None and not is_full:
        made = report_tables.answers_of(
            folder, budget, request.worth, show_optimism=request.show_optimism
        )
        tables.show_answers(made)
        return
    answers, given = report_tables.answers_and_tables(
        folder, budget, request.worth, show_optimism=request.show_optimism
    )
    given = tables.with_columns(given, request.columns)
    tables.give(given, formats, request.output, [] if is_full else answers)
    if request.output is not None:
        pictures = draw_pictures("study", folder, beside_tables=True)
        writing.write_pictures(pictures, [request.output])
