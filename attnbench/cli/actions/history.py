"""Show the steps in a history of runs, and draw it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from attnbench.cli import tables, writing
from attnbench.cli.commands.history import History, file_formats
from attnbench.cli.options.output import formats_of
from attnbench.cli.pictures.picture import FORMS
from attnbench.cli.pictures.table import draw_pictures
from attnbench.cli.pictures.timeline import Timeline
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.option_text import split_list
from attnreport.history.entry import Entry
from attnreport.history.journal import read
from attnreport.history.series import Series, series_of
from attnreport.history.steps import Stepped, stepped
from attnreport.history.steps_table import steps_table
from attnreport.regression.metrics.table import METRICS, metrics_of
from attnreport.tables.formats import FORMATS

PATIENCE_S = 2.0
"""What takes longer says what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The part of a history that was asked for."""

    entries: tuple[Entry, ...]
    series: tuple[Series, ...]
    left_out: tuple[str, ...]
    """Sentences: damaged lines, and how many runs are older."""


def run(request: History) -> None:
    """Show the table of steps, and write it and the pictures.

    Raises:
        WrongUse: if a picture has no folder, or the folder cannot be written.
        UnknownMetric: if a metric is not known.
        UnreadableHistory: if there is no history, or a newer one.
    """
    chosen = formats_of(request.format, request.output, file_formats())
    if request.output is None and set(chosen) & set(FORMS):
        raise WrongUse(
            f"includes pictures, which are files; add --output DIR (got {','.join(chosen)})",
            parameter="format",
        )
    give(pick(request), request.minimum, chosen, request.output)


def pick(request: History) -> Picked:
    """The part of a history that was asked for.

    Raises:
        WrongUse: if a row or a date is not known, or nothing is left.
        UnknownMetric: if a metric is not known.
        UnreadableHistory: if there is no history, or a newer one.
    """
    history = read(request.folder)
    recent = history.entries if request.since is None else _since(history.entries, request.since)
    entries = recent[-request.last :]
    all_series = series_of(entries)
    known = list(dict.fromkeys(series.row for series in all_series))
    see = f"attnbench history {request.folder}"
    rows = known if request.rows is None else _rows(request.rows, known, see)
    wanted = METRICS.values() if request.metrics is None else metrics_of(request.metrics)
    names = [metric.name for metric in wanted]
    kept = tuple(s for s in all_series if s.row in rows and s.metric.name in names)
    if not kept:
        present = ", ".join(dict.fromkeys(s.metric.name for s in all_series)) or "no metric"
        raise WrongUse(
            f"no figure in {len(entries)} runs for these rows and metrics; they have: {present}; "
            "name other --rows or --metrics, or take more runs"
        )
    older = len(recent) - len(entries)
    cut = [f"Left out: {older:,} older runs; --last {len(recent)} shows them too."] if older else []
    return Picked(entries=entries, series=kept, left_out=(*cut, *history.left_out))


def _since(entries: tuple[Entry, ...], text: str) -> tuple[Entry, ...]:
    try:
        first = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(
            f"must be a day such as 2026-01-31 (got {text!r})", parameter="since"
        ) from error
    first = first if first.tzinfo else first.replace(tzinfo=UTC)
    kept = tuple(entry for entry in entries if entry.at >= first)
    if not kept:
        raise WrongUse(
            f"must be a day before the newest of {len(entries)} runs, {entries[-1].at:%Y-%m-%d} "
            f"(got {text})",
            parameter="since",
        )
    return kept


def _rows(text: str, known: Sequence[str], see: str) -> list[str]:
    """The rows that a list names."""
    names = split_list(text)
    for name in names:
        if name not in known:
            raise UnknownName("row", name, known, see)
    return names


def give(picked: Picked, share: float, formats: Sequence[str], output: Path | None) -> None:
    """Show the table of steps, and write it and the pictures.

    Args:
        picked: What to look for steps in.
        share: The least share by which levels of times and memory have to change.
        formats: Of the table and the pictures.
        output: Folder of the files; None prints the tables.

    Raises:
        WrongUse: if the folder cannot be written.
    """
    if output is not None:
        writing.make_folder(output)
    steps = list(_stepped(picked.series, share))
    table = steps_table(steps, picked.entries, picked.left_out, share=share)
    tables.give({"history": table}, [name for name in formats if name in FORMATS], output)
    if output is not None:
        timeline = Timeline(steps=tuple(steps), entries=picked.entries)
        forms = tuple(form for form in FORMS if form in formats)
        writing.write_pictures(draw_pictures("history", timeline, forms=forms), [output])
        for note in timeline.notes():
            typer.echo(note, err=True)


def _stepped(series: Sequence[Series], share: float) -> Iterator[Stepped]:
    """The series with their steps; says how far it is where that takes a while."""
    last_word = time.monotonic()
    for number, one in enumerate(series, start=1):
        yield stepped(one, share)
        if time.monotonic() - last_word > PATIENCE_S:
            last_word = time.monotonic()
            typer.echo(f"looked for changes in {number} of {len(series)} series", err=True)
