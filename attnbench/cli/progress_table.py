"""The results of a run so far as a small table that keeps within a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from attnreport.comparison.results import RowTexts

MOST_NAME = 28
"""Columns of a row's name."""
MOST_SEEDS = 4
"""With more seeds than this, the table shows their mean alone."""
OTHER_LINES = 2
"""Lines of the table that are no rows: the heads, and the one below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What is known of a run's rows."""

    rows: Mapping[str, RowTexts] = field(default_factory=dict)
    """By variant, the baseline first."""
    seeds: Sequence[int] = ()
    score: str = ""
    """What the scores are, with their unit."""
    noise: str = ""
    """What the timing says of its own noise."""


def draw_results(results: Results, focus: str, height: int) -> RenderableType:
    """The table, with a line below it.

    Args:
        results: What is known.
        focus: The variant that must be in sight; any other text is the first row.
        height: Most lines; fewer rows are shown where all do not fit.
    """
    variants = list(results.rows)
    row = variants.index(focus) if focus in variants else 0
    shown = rows_in_sight(len(variants), row, max(1, height - OTHER_LINES))
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True, overflow="ellipsis", max_width=MOST_NAME)
    for head in ("params", "MACs", "latency", *_score_heads(results)):
        table.add_column(head, justify="right", no_wrap=True)
    for index in shown:
        table.add_row(*map(Text, _fields(results, variants[index])))
    hidden = len(variants) - len(shown)
    notes = (
        f"seeds: {results.score}" if results.score else "",
        results.noise,
        f"{hidden} more rows are not shown" if hidden else "",
    )
    return Group(table, Text("; ".join(filter(None, notes)), style="dim", no_wrap=True))


def rows_in_sight(count: int, focus: int, most: int) -> list[int]:
    """The indices of the rows to show: the first one, and those around the one in focus.

    Args:
        count: Number of rows.
        focus: Index of a row.
        most: Most rows that are shown.
    """
    if count <= most:
        return list(range(count))
    others = most - 1
    start = min(max(focus - others // 2, 1), count - others)
    return [0, *range(start, start + others)]


def _score_heads(results: Results) -> Iterator[str]:
    if len(results.seeds) > MOST_SEEDS:
        yield f"mean of {len(results.seeds)} seeds"
        return
    yield from (f"seed {seed}" for seed in results.seeds)


def _fields(results: Results, variant: str) -> Iterator[str]:
    row = results.rows[variant]
    yield from (row.label, row.params, row.macs, row.latency)
    if len(results.seeds) > MOST_SEEDS:
        yield f"{row.mean} ({len(row.scores)})" if row.scores else ""
        return
    yield from (row.scores.get(seed, "") for seed in results.seeds)
