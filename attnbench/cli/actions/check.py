"""Runs the doctor and shows what it found."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from attnbench.cli import tables
from attnbench.doctor.examination import check
from attnreport.checkup import console as checkup_console
from attnreport.checkup.checkup import Checkup
from attnreport.checkup.formats import FORMATS
from attnreport.formats import CONSOLE
from attnzoo.fit import Size

WIDTH = 100
"""Columns where the output is no terminal."""


def run_and_tell(
    module: str,
    *,
    channels: tuple[int, ...],
    size: Size,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    thorough: bool,
    device: str,
    formats: Sequence[str],
    output: Path | None,
) -> bool:
    """Examine, print or write; whether a check failed."""
    if output is not None:
        tables.make_folder(output)
    # The stream itself: while a module runs, sys.stderr is another, which takes what it prints.
    error = Console(file=sys.stderr)
    bar = Progress(
        BarColumn(),
        TextColumn("{task.description}"),
        console=error,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not error.is_terminal,
    )
    with bar:
        task = bar.add_task("building", total=None)

        def report(name: str, number: int, count: int) -> None:
            words = f"{number} of {count}: {name}"
            bar.update(task, description=words, completed=number - 1, total=count)

        found = check(
            module,
            channels=channels,
            size=size,
            device=device,
            only=only,
            skip=skip,
            thorough=thorough,
            report=report,
        )
    _tell(found, formats, output)
    return bool(found.failed)


def _tell(found: Checkup, formats: Sequence[str], output: Path | None) -> None:
    if CONSOLE in formats:
        out = Console(highlight=False)
        if not out.is_terminal:
            out = Console(highlight=False, width=WIDTH)
        out.print(checkup_console.render(found))
    for form in (FORMATS[name] for name in formats if name != CONSOLE):
        if output is None:
            typer.echo(form.render(found), nl=False)
        else:
            tables.write_text(output / f"checkup.{form.suffix}", form.render(found))
