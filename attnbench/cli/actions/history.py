"""What `attnbench history` shows of a folder, and what it writes. Loads no torch."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from attnbench.cli import tables
from attnbench.cli.commands.history import PICTURES
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.variant import split_list
from attnreport.history.entry import Entry
from attnreport.history.journal import read
from attnreport.history.plot import MOST_ROWS, history_plot
from attnreport.history.series import Series, series_of
from attnreport.history.steps import Stepped, stepped
from attnreport.history.steps_table import steps_table
from attnreport.regression.metrics.table import METRICS, metrics_of
from attnreport.tables.formats import FORMATS

PATIENCE_S = 2.0
"""What takes longer says what it does."""

MOST_LETTERS = 40
"""Of a detail in a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The part of a history that was asked for."""

    entries: tuple[Entry, ...]
    series: tuple[Series, ...]
    left_out: tuple[str, ...]
    """Sentences: damaged lines, and how many runs are older."""


def pick(
    folder: Path, *, rows: str | None, metrics: str | None, since: str | None, last: int
) -> Picked:
    """The runs, rows and metrics of a folder's history that were asked for.

    Args:
        folder: Of the history.
        rows: Names of rows; None takes all.
        metrics: Names of metrics; None takes all.
        since: The first day; None takes all.
        last: Most runs, the newest.

    Raises:
        WrongUse: if a row or a date is not known, or nothing is left.
        UnknownMetric: if a metric is not known.
        UnreadableHistory: if there is no history, or a newer one.
    """
    found = read(folder)
    recent = found.entries if since is None else _since(found.entries, since)
    entries = recent[-last:]
    series = series_of(entries)
    known = list(dict.fromkeys(each.row for each in series))
    chosen = known if rows is None else _rows(rows, known, f"attnbench history {folder}")
    names = METRICS if metrics is None else [metric.name for metric in metrics_of(metrics)]
    kept = tuple(s for s in series if s.row in chosen and s.metric.name in names)
    if not kept:
        there = ", ".join(dict.fromkeys(each.metric.name for each in series)) or "no figure"
        raise WrongUse(
            f"{len(entries)} runs have no figure of what was asked for; there is: {there}; ask "
            "for other --rows or --metrics, or more runs"
        )
    older = len(recent) - len(entries)
    cut = [f"Left out: {older:,} older runs; --last {len(recent)} shows them too."] if older else []
    return Picked(entries=entries, series=kept, left_out=(*cut, *found.left_out))


def _since(entries: tuple[Entry, ...], text: str) -> tuple[Entry, ...]:
    try:
        first = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"cannot read --since {text!r}; pass a day such as 2026-01-31") from error
    first = first if first.tzinfo else first.replace(tzinfo=UTC)
    kept = tuple(entry for entry in entries if entry.at >= first)
    if not kept:
        raise WrongUse(
            f"no run since {text}: the newest of {len(entries)} is of "
            f"{entries[-1].at:%Y-%m-%d}; pass an earlier day"
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
        tables.make_folder(output)
    found = list(_stepped(picked.series, share))
    table = steps_table(found, picked.entries, picked.left_out, share=share)
    forms = [name for name in formats if name in FORMATS]
    tables.give({"history": table}, forms, output)
    if output is not None:
        _write_pictures(found, picked.entries, formats, output)


def _stepped(series: Sequence[Series], share: float) -> Iterator[Stepped]:
    """The series with their steps; says how far it is where that takes a while."""
    told = time.monotonic()
    for number, each in enumerate(series, start=1):
        yield stepped(each, share)
        if time.monotonic() - told > PATIENCE_S:
            told = time.monotonic()
            typer.echo(f"looked for steps in {number} of {len(series)} series", err=True)


def _write_pictures(
    found: Sequence[Stepped], entries: Sequence[Entry], formats: Sequence[str], folder: Path
) -> None:
    """Draw each metric by itself, and each of its details."""
    groups: dict[tuple[str, str], list[Stepped]] = {}
    for each in found:
        groups.setdefault((each.series.metric.name, each.series.detail), []).append(each)
    names = _file_names(list(groups))
    for name, group in zip(names, groups.values(), strict=True):
        for form in PICTURES:
            if form in formats:
                drawn = history_plot(group, entries, form=form)
                tables.write_bytes(folder / f"{name}.{form}", drawn)
        rows = len({each.series.row for each in group})
        if rows > MOST_ROWS:
            typer.echo(f"{name} shows {MOST_ROWS} of {rows} rows; choose with --rows", err=True)


def _file_names(groups: Sequence[tuple[str, str]]) -> list[str]:
    """One for each metric and detail, of letters that every file system takes."""
    names: list[str] = []
    for metric, detail in groups:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", detail)[:MOST_LETTERS].strip("-")
        name = "-".join(filter(None, ["history", metric, plain]))
        names.append(name if name not in names else f"{name}-{len(names)}")
    return names
