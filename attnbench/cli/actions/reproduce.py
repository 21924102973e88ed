"""Published tables built again, their rows trained where that is wanted, and printed."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import typer
from rich.console import Console

from attnbench.cli import tables
from attnbench.cli.training_options import TrainingOptions
from attnbench.cost.sizes import meanings_of
from attnbench.engine.executors.table import build_executor
from attnbench.errors import WrongUse
from attnbench.published.rebuild import rebuild
from attnbench.published.selection import Selection
from attnbench.published.stored_scores import find_studies
from attnbench.study import DEFAULT_ROOT, Study
from attnreport.published.paper import PaperTable
from attnreport.published.rebuilt import Rebuilt
from attnreport.published.reproduction import reproduction
from attnreport.tables.formats import FORMATS


def print_reproduction(
    selections: Sequence[Selection],
    folders: Sequence[Path],
    training: TrainingOptions,
    command: str,
    formats: Sequence[str],
    output: Path | None,
) -> None:
    """Print or write the tables of some selections; exit code 1 if a row could not be built.

    Args:
        selections: Papers with their tables.
        folders: Of studies that have accuracies, or in which they are made.
        training: Whether and how to train.
        command: What the user typed, for the records.
        formats: In which to show the tables.
        output: Folder to write them into; None prints them.

    Raises:
        ValueError: of the kind that names what cannot be read, trained or written.
    """
    _refuse_joined(selections, formats, output)
    trains = training.train is not None
    studies = _train(selections, folders, training, command) if trains else find_studies(folders)
    made, failed = {}, False
    for paper, table in selections:
        rebuilt = _rebuild(table, studies)
        failed = failed or any(row.error for row in rebuilt)
        meanings = meanings_of(of_report=table.setting.counted_at is not None)
        made[table.name] = reproduction(paper, table, rebuilt, meanings)
    tables.give(made, formats, output)
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
            f"{single[0]} takes one table, and these are {len(selections)}: {names}; name one of "
            "them, or a folder with --output"
        )


def _rebuild(table: PaperTable, studies: Sequence[Study]) -> list[Rebuilt]:
    rebuilt = []
    with Console(stderr=True).status(f"{table.name}: counting") as status:
        for number, row in enumerate(table.rows, start=1):
            status.update(f"{table.name}: counting row {number} of {len(table.rows)}")
            rebuilt.append(rebuild(table, row, studies))
    return rebuilt


def _train(
    selections: Sequence[Selection],
    folders: Sequence[Path],
    training: TrainingOptions,
    command: str,
) -> list[Study]:
    """The studies in which the rows were trained."""
    if len(folders) > 1:
        raise WrongUse(f"--train takes one folder, not {len(folders)}; give --study once")
    from attnbench.cli.actions.reproduce_train import train_table  # noqa: PLC0415 - loads timm

    root = folders[0] if folders else DEFAULT_ROOT
    with closing(build_executor()) as executor:
        return [
            study
            for _, table in selections
            for study in train_table(table, training, root, command, executor)
        ]
