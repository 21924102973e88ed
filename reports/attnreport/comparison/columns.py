"""Typed rows -> the columns of a table: names, sizes, times and memory."""

from collections.abc import Sequence
from dataclasses import replace

from attnreport.comparison.best import best_counts, best_times
from attnreport.comparison.part_sizes import BACKBONE_MACS, BACKBONE_PARAMS, MACS, PARAMS
from attnreport.comparison.rows import Row, counters
from attnreport.comparison.timings import LATENCY, THROUGHPUT, TIMED
from attnreport.statistics import Median
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.marks import marked_column
from attnreport.units import (
    MISSING,
    count_text,
    interval_text,
    scale_for,
    signed_percent_text,
)

MIB = 2**20

COUNTED = "sizes and memory by value"
TIMED_APART = "times by intervals"


def methods(rows: Sequence[Row]) -> Column:
    """The rows' names, modules with a plus."""
    return word_column("Method", [_method(row) for row in rows], key="method")


def _method(row: Row) -> str:
    return f"+ {row.label}" if row.is_module else row.variant.capitalize()


def backbones(rows: Sequence[Row]) -> Column:
    """The backbone in the first row alone, as the papers print it."""
    names = [row.backbone or MISSING for row in rows[:1]]
    return word_column("Backbone", [*names, *("" for _ in rows[1:])], key="backbone")


def studies(rows: Sequence[Row]) -> Column:
    """The study in its first row alone, as the papers print a backbone."""
    names = [row.study for row in rows]
    previous = [None, *names[:-1]]
    texts = ["" if name == last else name for name, last in zip(names, previous, strict=True)]
    return word_column("Study", texts, key="study")


def sizes(rows: Sequence[Row]) -> list[Column]:
    """Parameters, and multiply-accumulates by each counter, the reference as `macs`.

    Where a head stands on the backbone, these of the backbone too, each with its change.
    """
    reference, *others = counters(rows) or ("",)
    keys = {reference: "macs", **{name: f"macs_{name}" for name in others}}
    return [
        _counts(rows, "#.Param.", [row.params for row in rows], "params"),
        *_change(rows, PARAMS),
        *(_macs(rows, name, keys[name]) for name in counters(rows)[:1]),
        *_change(rows, MACS),
        *(_macs(rows, name, keys[name]) for name in counters(rows)[1:]),
        *_of_backbone(rows, "Backbone #.Param.", BACKBONE_PARAMS),
        *_of_backbone(rows, "Backbone FLOPs", BACKBONE_MACS),
    ]


def _of_backbone(rows: Sequence[Row], name: str, key: str) -> list[Column]:
    """A size of the backbone, and its change; nothing where no row has a head."""
    if not any(row.parts for row in rows):
        return []
    counts = [row.parts[key].count if row.parts else None for row in rows]
    scale = scale_for([count for count in counts if count is not None])
    texts = [count_text(count, scale) for count in counts]
    return [number_column(name, texts, key=key), *_change(rows, key)]


def _change(rows: Sequence[Row], key: str) -> list[Column]:
    """By which share a size is larger than the baseline's; nothing where no row has a head."""
    if not any(row.parts for row in rows):
        return []
    changes = [row.parts[key].change if row.is_module and row.parts else None for row in rows]
    texts = [MISSING if change is None else signed_percent_text(change) for change in changes]
    return [number_column("Δ", texts, key=f"{key}_change", continues=True)]


def _macs(rows: Sequence[Row], counter: str, key: str) -> Column:
    column = _counts(rows, f"FLOPs ({counter})", [row.macs.get(counter) for row in rows], key)
    return replace(column, quantity="FLOPs")


def _counts(rows: Sequence[Row], name: str, counts: Sequence[int | None], key: str) -> Column:
    """Counts in the scale that suits all rows."""
    scale = scale_for([count for count in counts if count is not None])
    texts = [count_text(count, scale) for count in counts]
    return marked_column(name, texts, best_counts(rows, counts), basis=COUNTED, key=key)


def speeds(rows: Sequence[Row]) -> list[Column]:
    """How fast each row is, and how much memory its training takes."""
    return [
        timed(rows, THROUGHPUT, "Throughput", digits=0),
        timing_ratios(rows, LATENCY, "Latency", unit="× baseline", key="latency"),
        memory(rows, "Peak memory", [row.peak_train_step_bytes for row in rows]),
    ]


def timed(rows: Sequence[Row], quantity: str, name: str, *, digits: int) -> Column:
    """A timed quantity in its unit."""
    medians = [row.timings[quantity].value if row.timings else None for row in rows]
    return marked_column(
        name,
        [MISSING if median is None else f"{median.value:.{digits}f}" for median in medians],
        best_times(rows, quantity),
        basis=TIMED_APART,
        unit=TIMED[quantity].unit,
        key=quantity,
    )


def timing_ratios(
    rows: Sequence[Row],
    quantity: str,
    name: str,
    *,
    unit: str = "",
    key: str = "",
    continues: bool = False,
) -> Column:
    """A timed quantity beside the baseline's."""
    return marked_column(
        name,
        ratio_texts([row.timings[quantity].ratio if row.timings else None for row in rows]),
        best_times(rows, quantity),
        basis=TIMED_APART,
        unit=unit,
        key=key,
        continues=continues,
    )


def ratio_texts(ratios: Sequence[Median | None]) -> list[str]:
    """Ratios with their intervals."""
    return [interval_text(r.value, r.low, r.high) if r else MISSING for r in ratios]


def memory(rows: Sequence[Row], name: str, peaks_bytes: Sequence[int | None]) -> Column:
    """Bytes in MiB."""
    return marked_column(
        name,
        [MISSING if peak is None else f"{peak / MIB:.1f}" for peak in peaks_bytes],
        best_counts(rows, peaks_bytes),
        basis=COUNTED,
        unit="MiB",
        key="memory",
    )
