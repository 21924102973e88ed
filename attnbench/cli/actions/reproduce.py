"""Published tables built again, their rows trained where that is wanted, and printed."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli import tables
from attnbench.cli.commands.reproduce import Reproduce
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.cli.options.output import formats_of
from attnbench.cost.sizes import meanings_of
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.published.rebuild import rebuild
from attnbench.published.selection import Selection, select_tables
from attnbench.published.stored_scores import find_studies
from attnbench.study import Study
from attnbench.study_names import DEFAULT_ROOT, find_study, study_to_fill
from attnreport.published.paper import PaperTable
from attnreport.published.rebuilt import Rebuilt
from attnreport.published.reproduction import reproduction
from attnreport.tables.formats import FORMATS
from attnreport.tables.table import Table

if TYPE_CHECKING:
    from attnbench.cli.actions import reproduce_train
else:
    reproduce_train = lazy("attnbench.cli.actions.reproduce_train")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReproducedTable:
    """A published table with what became of its rows here."""

    printed: PaperTable
    rebuilt: tuple[Rebuilt, ...]
    """Of each of its rows."""
    table: Table
    """Both beside each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """Published tables built again, and the studies that their scores are from."""

    tables: tuple[ReproducedTable, ...]
    studies: tuple[Study, ...]


def run(request: Reproduce) -> None:
    """Print or write the tables; exit code 1 if a row could not be built.

    Raises:
        ValueError: of the kind that names what cannot be read, trained or written.
    """
    selections = select_tables(request.what)
    formats = formats_of(request.format, request.output)
    _refuse_joined(selections, formats, request.output)
    reproduced = reproduce_tables(selections, request, SHOWN)
    made = {one.printed.name: one.table for one in reproduced.tables}
    tables.give(made, formats, request.output)
    if any(row.error for one in reproduced.tables for row in one.rebuilt):
        raise typer.Exit(1)


def reproduce_tables(
    selections: Sequence[Selection], request: Reproduce, feedback: Feedback
) -> Reproduced:
    """Build the rows of published tables again, and train them where that is wanted.

    Args:
        selections: The tables.
        request: What else was asked for.
        feedback: Takes the progress.

    Raises:
        ValueError: of the kind that names what cannot be read or trained.
    """
    is_trained = request.training.train is not None
    studies = (
        _train(selections, request, feedback)
        if is_trained
        else find_studies([*map(find_study, request.study)])
    )
    made = []
    for paper, table in selections:
        rebuilt = _rebuild(table, studies, feedback)
        meanings = meanings_of(of_report=table.setting.counted_at is not None)
        shown = reproduction(paper, table, rebuilt, meanings)
        made.append(ReproducedTable(printed=table, rebuilt=rebuilt, table=shown))
    return Reproduced(tables=tuple(made), studies=tuple(studies))


def _refuse_joined(
    selections: Sequence[Selection], formats: Sequence[str], output: Path | None
) -> None:
    """One document of CSV or JSON holds one table."""
    single = [form for form in formats if not FORMATS[form].holds_several]
    if single and output is None and len(selections) > 1:
        names = ", ".join(table.name for _, table in selections)
        raise WrongUse(
            f"cannot print {len(selections)} tables as one {single[0]} document ({names}); name "
            "one of them, or a folder with --output"
        )


def _rebuild(
    table: PaperTable, studies: Sequence[Study], feedback: Feedback
) -> tuple[Rebuilt, ...]:
    rebuilt = []
    with feedback.status(f"{table.name}: counting") as update:
        for number, row in enumerate(table.rows, start=1):
            update(f"{table.name}: counting row {number} of {len(table.rows)}")
            rebuilt.append(rebuild(table, row, studies))
    return tuple(rebuilt)


def _train(selections: Sequence[Selection], request: Reproduce, feedback: Feedback) -> list[Study]:
    """The studies in which the rows were trained."""
    if len(request.study) > 1:
        raise WrongUse(
            f"must be given once beside --train, which takes one folder (got {len(request.study)})",
            parameter="study",
        )
    root = study_to_fill(next(iter(request.study), None)) or DEFAULT_ROOT
    command = request.invocation.command
    with closing(request.execution.build()) as executor:
        return [
            study
            for _, table in selections
            for study in reproduce_train.train_table(
                table, request.training, root, command, executor, feedback
            )
        ]
