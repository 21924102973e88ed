"""The answer and the tables of a study: shown, or written in the formats that were asked for."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import typer
from rich.table import Table as Grid
from rich.text import Text

from attnbench.cli.screen import screen
from attnbench.cli.writing import write_texts
from attnbench.study import Study
from attnreport.answer import screen as answer_screen
from attnreport.answer.answer import Answer
from attnreport.comparison.budget import Budget
from attnreport.comparison.comparison import NO_OUTCOMES, Comparison, compare
from attnreport.comparison.notes.networks import Correct
from attnreport.completion import Completion
from attnreport.formats import CONSOLE
from attnreport.record import AnyRecord
from attnreport.tables import console
from attnreport.tables.choice import choose_columns
from attnreport.tables.formats import FORMATS, TableFormat
from attnreport.tables.table import Table

GRID_WIDTH = 240
"""Characters of a list where the output has no width."""

OF_ROWS = ("compare", "ablation")
"""The tables whose columns can be chosen."""

LEAST_WIDTH = 80
"""Characters of a table's notes where the output has no width."""


def compared(
    study: Study,
    records: Sequence[AnyRecord],
    variants: Sequence[str],
    budget: Budget = (),
    *,
    show_optimism: bool = False,
    with_outcomes: bool = True,
    completion: Completion | None = None,
) -> Comparison:
    """The rows of a study beside its baseline.

    Args:
        study: Whose outcomes, image by image, go with the records.
        records: Of that study.
        variants: The rows in their order, the baseline first.
        budget: Limits on what a row may cost.
        show_optimism: Whether to show the headline at its best epoch on test too.
        with_outcomes: Whether to read the outcomes; only notes below tables need them.
        completion: How much of the study's plan is measured, to be said where it is not all.
    """
    return compare(
        records,
        variants,
        budget,
        correct=correct_outcomes(study, records) if with_outcomes else NO_OUTCOMES,
        show_optimism=show_optimism,
        completion=completion,
    )


def correct_outcomes(study: Study, records: Iterable[AnyRecord]) -> Correct:
    """By key of a training record, which test images it got right; those that have none are out."""
    stored = {r.key: study.outcomes(r.key).get("correct") for r in records if r.kind == "train"}
    return {key: values.astype(np.bool_) for key, values in stored.items() if values is not None}


def with_columns(tables: Mapping[str, Table], columns: Sequence[str] | None) -> Mapping[str, Table]:
    """Tables, those of rows with the columns that were chosen.

    Args:
        tables: By file name.
        columns: Of the tables of rows, in order; None takes all.

    Raises:
        NoSuchColumn: if such a table has no column of a name.
    """
    if columns is None:
        return tables
    return {
        name: choose_columns(table, columns) if name in OF_ROWS else table
        for name, table in tables.items()
    }


def show(tables: Mapping[str, Table]) -> None:
    """Print tables on standard output, as wide as the terminal or as COLUMNS says."""
    for number, table in enumerate(tables.values()):
        if number:
            typer.echo()
        plain = console.without_bold(table)
        out = screen(max(LEAST_WIDTH, console.natural_width(plain)))
        out.print(console.render(table if out.is_terminal else plain, out.width))


def show_answers(answers: Sequence[Answer]) -> None:
    """Print answers on standard output, as wide as the terminal but at most 100 columns."""
    for number, answer in enumerate(answers):
        if number:
            typer.echo()
        out = screen(answer_screen.WIDTH)
        out.print(answer_screen.render(answer, out.width), soft_wrap=True)


def show_either(
    answers: Sequence[Answer], tables: Mapping[str, Table], columns: Sequence[str] | None
) -> None:
    """Print the answers, or the tables in full where their columns were chosen.

    Args:
        answers: Of a study, or of each study of an ablation.
        tables: By file name.
        columns: Those that were chosen; None where none were.
    """
    if columns is None:
        show_answers(answers)
    else:
        show(tables)


def give(
    tables: Mapping[str, Table],
    formats: Sequence[str],
    output: Path | None,
    answers: Sequence[Answer] = (),
) -> None:
    """Show tables if the console is asked for, and write the other formats, or print them.

    Args:
        tables: By file name.
        formats: Of `FORMATS`, those in which they are given.
        output: Folder of the files; None prints the other formats too.
        answers: Shown in place of the tables, where there are any.

    Raises:
        WrongUse: if the folder cannot be written.
    """
    if output is not None:
        write(tables, formats, [output])
    if CONSOLE in formats and answers:
        show_answers(answers)
    elif CONSOLE in formats:
        show(tables)
    if output is None:
        print_texts(tables, formats)


def print_texts(tables: Mapping[str, Table], formats: Iterable[str]) -> None:
    """Print tables on standard output in the file formats, the first alone where one fits.

    One output is one document, and the first has every number of the rows; `--output` writes all.
    """
    made = list(tables.values())
    for form in _files_among(formats).values():
        typer.echo(form.render(made if form.holds_several else made[:1]), nl=False)


def write(tables: Mapping[str, Table], formats: Iterable[str], folders: Iterable[Path]) -> None:
    """Write the tables' files into folders, and say where.

    Raises:
        WrongUse: if a folder cannot be written.
    """
    texts = {
        f"{name}.{form.suffix}": form.render([table])
        for name, table in tables.items()
        for form in _files_among(formats).values()
    }
    for folder in folders:
        write_texts(folder, texts)


def _files_among(formats: Iterable[str]) -> Mapping[str, TableFormat]:
    """The formats that are written, by name."""
    return {name: FORMATS[name] for name in formats if name != CONSOLE}


def print_grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print plain rows below their heads, as wide as the terminal or as COLUMNS says."""
    grid = Grid(box=None, pad_edge=False)
    for head in heads:
        grid.add_column(head)
    for row in rows:
        grid.add_row(*map(Text, row))
    screen(GRID_WIDTH).print(grid)
