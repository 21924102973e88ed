"""The formats of a regression report: shown, printed, written, and told to GitHub."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import typer

from attnbench.cli.options import ReportFormat
from attnbench.cli.tables import show, write_text
from attnbench.errors import WrongUse
from attnreport.regression.formats import annotations, benchmark_json, comment, json_report, junit
from attnreport.regression.formats.findings_table import brief_table, findings_table
from attnreport.regression.report import RegressionReport
from attnreport.tables import plain

MOST_BYTES = 2**20
"""GitHub drops the summary of a step that is longer."""


FILES: Mapping[ReportFormat, tuple[str, Callable[[RegressionReport], str]]] = {
    ReportFormat.MD: ("regress.md", comment.render),
    ReportFormat.CSV: ("regress.csv", lambda report: plain.render_csv(findings_table(report))),
    ReportFormat.JSON: ("regress.json", json_report.render),
    ReportFormat.JUNIT: ("regress.xml", junit.render),
    ReportFormat.BENCH: ("regress-benchmark.json", benchmark_json.render),
}
"""By format, its file and its writer; the console has neither."""


def check_formats(formats: Sequence[ReportFormat], output: Path | None) -> None:
    """Refuse what cannot be given, before anything is measured for it.

    Raises:
        WrongUse: if several formats would stand on one output.
    """
    if output is None and len(formats) > 1:
        raise WrongUse(
            f"cannot print {','.join(formats)} at once: one output is one document; name one "
            "format, or pass --output DIR for the files"
        )


def give_report(
    report: RegressionReport, formats: Sequence[ReportFormat], output: Path | None
) -> None:
    """Show a report on the console, write or print its files, and tell GitHub where it runs there.

    Args:
        report: What a comparison found.
        formats: In which it is given.
        output: Folder of the files; None prints the one format that is asked for.

    Raises:
        WrongUse: if several formats would stand on one output, or the folder cannot be written.
    """
    check_formats(formats, output)
    is_on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    if ReportFormat.CONSOLE in formats:
        with _commands_stopped() if is_on_github else nullcontext():
            show({"regress": brief_table(report)})
    documents = [form for form in formats if form is not ReportFormat.CONSOLE]
    for form in documents:
        name, render = FILES[form]
        if output is None:
            typer.echo(render(report), nl=False)
        else:
            write_text(output / name, render(report))
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
