"""The formats of a regression report: shown, printed, written, and told to GitHub."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import typer

from attnbench.cli.tables import show
from attnbench.cli.writing import write_text
from attnbench.errors import WrongUse
from attnreport.formats import CONSOLE
from attnreport.regression.formats import annotations, comment
from attnreport.regression.formats.findings_table import brief_table
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.report import RegressionReport

MOST_BYTES = 2**20
"""GitHub drops the summary of a step that is longer."""


def check_formats(formats: Sequence[str], output: Path | None) -> None:
    """Refuse what cannot be given, before anything is measured for it.

    Raises:
        WrongUse: if several formats would stand on one output.
    """
    if output is None and len(formats) > 1:
        raise WrongUse(
            f"cannot print {','.join(formats)} at once: one output is one document; name one "
            "format, or pass --output DIR for the files"
        )


def give_report(report: RegressionReport, formats: Sequence[str], output: Path | None) -> None:
    """Show a report on the console, write or print its files, and tell GitHub where it runs there.

    Args:
        report: What a comparison found.
        formats: Of `FORMATS`, those in which it is given.
        output: Folder of the files; None prints the single format.

    Raises:
        WrongUse: if several formats would stand on one output, or the folder cannot be written.
    """
    check_formats(formats, output)
    is_on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    if CONSOLE in formats:
        with _commands_stopped() if is_on_github else nullcontext():
            show({"regress": brief_table(report)})
    documents = [FORMATS[name] for name in formats if name != CONSOLE]
    for document in documents:
        text = document.render(report)
        if output is None:
            typer.echo(text, nl=False)
        else:
            write_text(output / document.file, text)
    _append_to_summary(comment.render(report))
    if is_on_github:
        # A document that is printed stays one: the runner reads both outputs.
        typer.echo(annotations.render(report), nl=False, err=output is None and bool(documents))


@contextmanager
def _commands_stopped() -> Iterator[None]:
    """Within it GitHub's runner takes no line of the standard output for a command."""
    token = secrets.token_hex(16)
    typer.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        typer.echo(f"::{token}::")


def _append_to_summary(text: str) -> None:
    """Show a Markdown text on the page of a GitHub run; where that fails the verdict stands."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    content = f"{text}\n".encode()
    try:
        with Path(path).open("ab") as file:
            if file.tell() + len(content) > MOST_BYTES:
                _warn(f"the summary {path} would exceed 1 MiB, of which GitHub shows nothing")
            else:
                file.write(content)
    except OSError as error:
        _warn(f"cannot write the summary {path}: {error.strerror}")


def _warn(text: str) -> None:
    typer.echo(f"warning: {text}; the report is complete without it", err=True)
