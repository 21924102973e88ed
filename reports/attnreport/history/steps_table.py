"""The steps of a history as a table: what stepped, by how much, and the first run after it."""

from collections.abc import Iterator, Sequence

import pandas as pd

from attnreport.history.entry import Entry
from attnreport.history.series import Point, Series
from attnreport.history.steps import LEAST_RUNS, LEAST_SHARE, Step, Stepped
from attnreport.history.texts import (
    change_text,
    commit_text,
    date_text,
    direction_text,
    series_title,
    value_text,
)
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.table import Table
from attnreport.text import plural

FRAME = (
    "row",
    "metric",
    "detail",
    "is_ratio",
    "machine",
    "run",
    "at",
    "commit",
    "before",
    "after",
    "share",
)
"""Columns of the exact numbers; before and after in the metric's own unit."""

Found = tuple[Series, Step, Point]
"""A step of a series, and its first point after it."""


def steps_table(
    stepped: Sequence[Stepped],
    entries: Sequence[Entry],
    left_out: Sequence[str] = (),
    *,
    share: float = LEAST_SHARE,
) -> Table:
    """One row a step, in order of time.

    Args:
        stepped: The series, with their steps.
        entries: All runs, which the series' points count.
        left_out: Sentences on what could not be read.
        share: The least share by which levels of times and memory had to change.
    """
    steps = sorted(
        (
            (one.series, step, one.series.points[step.first])
            for one in stepped
            for step in one.steps
        ),
        key=lambda step: step[2].run,
    )
    size = f"{plural(len(stepped), 'series', 'series')} of {plural(len(entries), 'run')}"
    count = plural(len(steps), "change") if steps else "No change"
    return Table(
        title=f"{count} in {size}",
        columns=tuple(
            _columns(steps, has_machines=len({entry.machine_digest for entry in entries}) > 1)
        ),
        notes=(*_notes(stepped, entries, share), *left_out),
        frame=pd.DataFrame([_exact(*step) for step in steps], columns=list(FRAME)),
    )


def _columns(steps: Sequence[Found], *, has_machines: bool) -> list[Column]:
    columns = [
        word_column("Row", [series.label for series, _, _ in steps]),
        word_column("What", [series_title(series) for series, _, _ in steps]),
        word_column("First run after the change", [_run_text(point) for _, _, point in steps]),
        number_column("Before", [value_text(step.before, series) for series, step, _ in steps]),
        number_column("After", [value_text(step.after, series) for series, step, _ in steps]),
        number_column("Change", [_change_text(series, step) for series, step, _ in steps]),
    ]
    if has_machines:
        columns.append(word_column("Machine", [one.machine or "all" for one, _, _ in steps]))
    return columns


def _run_text(point: Point) -> str:
    return f"{commit_text(point.entry)}, {date_text(point.entry)} (run {point.run + 1})"


def _change_text(series: Series, step: Step) -> str:
    return f"{change_text(step, series.metric)}, {direction_text(step, series.metric)}"


def _exact(series: Series, step: Step, point: Point) -> dict[str, object]:
    return {
        "row": series.row,
        "metric": series.metric.name,
        "detail": series.detail,
        "is_ratio": series.is_ratio,
        "machine": series.machine,
        "run": point.run + 1,
        "at": point.entry.at.isoformat(),
        "commit": point.entry.commit,
        "before": step.before,
        "after": step.after,
        "share": step.share,
    }


def _notes(stepped: Sequence[Stepped], entries: Sequence[Entry], share: float) -> Iterator[str]:
    machines = list(dict.fromkeys(entry.machine for entry in entries))
    yield (
        f"{plural(len(entries), 'run')} from {date_text(entries[0])} to "
        f"{date_text(entries[-1])} on {'; '.join(machines)}."
    )
    if not all(one.series.tracking.is_exact for one in stepped):
        limits = ", ".join(_limits([one.series for one in stepped], share))
        yield (
            f"A change counts if the medians of at least {LEAST_RUNS} runs before it and after it "
            f"differ by more than the noise of the series explains: {limits}. Every change of a "
            "count counts."
        )
    if any(one.series.unit == "s" for one in stepped):
        yield (
            "Times in seconds change with the machine as well as with the code; ratios to the "
            "baseline network of the same timing session do so less. Times and memory of two "
            "machines are never one series."
        )
    short = [one for one in stepped if _is_too_short(one.series)]
    if short:
        yield (
            f"{plural(len(short), 'series', 'series')} of fewer than {2 * LEAST_RUNS} runs "
            f"cannot show a change yet."
        )


def _limits(series: Sequence[Series], share: float) -> Iterator[str]:
    """What a level has to change by, by the title of a metric where that is an amount."""
    noisy = [one for one in series if not one.tracking.is_exact]
    if any(not one.tracking.least_amount for one in noisy):
        yield f"at least {100 * share:g} % in times and memory"
    for title in dict.fromkeys(one.metric.title for one in noisy if one.tracking.least_amount):
        least = next(one.tracking.least_amount for one in noisy if one.metric.title == title)
        yield f"at least {least:g} in {title.lower()}"


def _is_too_short(series: Series) -> bool:
    return not series.tracking.is_exact and len(series.points) < 2 * LEAST_RUNS
