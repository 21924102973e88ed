"""Show a table, or write it, in the formats that were asked for."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import typer
from rich.console import Console

from attnbench.cli.options import Format
from attnbench.errors import WrongUse
from attnbench.study import write_file
from attnreport import console, markdown, plain
from attnreport.table import Table

NARROWEST = 100
"""Columns that a table is given where the output is no terminal."""


def texts(table: Table, formats: Iterable[Format]) -> Mapping[Format, str]:
    """The table in each file format."""
    writers = {
        Format.MD: markdown.render,
        Format.CSV: plain.render_csv,
        Format.JSON: plain.render_json,
    }
    return {each: writers[each](table) for each in formats if each in writers}


def show(table: Table) -> None:
    """Print the table on standard output, as wide as the terminal."""
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=max(out.width, console.natural_width(table)))
    out.print(console.render(table))


def write(table: Table, name: str, formats: Iterable[Format], folders: Iterable[Path]) -> None:
    """Write the table's files into folders, and say where.

    Raises:
        WrongUse: if a folder cannot be written.
    """
    for folder in folders:
        for form, text in texts(table, formats).items():
            file = folder / f"{name}.{form}"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_file(file, text.encode())
            except OSError as error:
                raise WrongUse(
                    f"cannot write {file}: {error.strerror}; name a folder that can be written"
                ) from error
            typer.echo(f"wrote {file}", err=True)
