"""Published tables built again, their rows trained where that is wanted, and printed."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from attnbench.cli import tables
from attnbench.cli.commands.reproduce import Reproduce
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

if TYPE_CHECKING:
    from attnbench.cli.actions import reproduce_train
else:
    reproduce_train = lazy("attnbench.cli.actions.reproduce_train")


def run(request: Reproduce) -> None:
    """Print or write the tables; exit code 1 if a row could not be built.

    Raises:
        ValueError: of the kind that names what cannot be read, trained or written.
    """
    selections = select_tables(request.what)
    formats = formats_of(request.format, request.output)
    _refuse_joined(selections, formats, request.output)
    is_trained = request.training.train is not None
    studies = (
        _train(selections, request)
        if is_trained
        else find_studies([*map(find_study, request.study)])
    )
    made, failed = {}, False
    for paper, table in selections:
        rebuilt = _rebuild(table, studies)
        failed = failed or any(row.error for row in rebuilt)
        meanings = meanings_of(of_report=table.setting.counted_at is not None)
        made[table.name] = reproduction(paper, table, rebuilt, meanings)
    tables.give(made, formats, request.output)
    if failed:
        raise typer.Exit(1)


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


def _rebuild(table: PaperTable, studies: Sequence[Study]) -> list[Rebuilt]:
    rebuilt = []
    with Console(stderr=True).status(f"{table.name}: counting") as status:
        for number, row in enumerate(table.rows, start=1):
            status.update(f"{table.name}: counting row {number} of {len(table.rows)}")
            rebuilt.append(rebuild(table, row, studies))
    return rebuilt


def _train(selections: Sequence[Selection], request: Reproduce) -> list[Study]:
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
                table, request.training, root, command, executor
            )
        ]
