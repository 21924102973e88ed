"""The paper-shaped table, shared by all formats."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from attnreport.frame import COUNTERS, AnyRecord, failures, pick_speed, summarize
from attnreport.notes import notes
from attnreport.record import BASELINE, NULL_ROW, SpeedRecord
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.units import MISSING, count_text, interval_text, scale_for, spread_text

SCORE_HEADS = {"top1": "Top-1 (%)", "top5": "Top-5 (%)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCell:
    """What one cell of a table shows."""

    text: str
    is_best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its conditions."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[TextCell, ...], ...]
    notes: tuple[str, ...]
    """Sentences below the table: conditions, noise floor, cautions, failures."""
    frame: pd.DataFrame
    """The same rows with exact numbers, for CSV and JSON."""


def comparison(records: Iterable[AnyRecord], variants: Sequence[str]) -> Table:
    """Table 1's shape: sizes, speed and scores of each variant, the baseline first.

    Args:
        records: Of one study.
        variants: The rows in their order, the baseline first.
    """
    kept = [r for r in records if isinstance(r, SpeedRecord) or r.variant in variants]
    frame = summarize(kept, variants)
    columns = [
        (
            "Method",
            [
                _cell(_method(*names))
                for names in zip(frame["variant"], frame["label"], strict=True)
            ],
        ),
        ("Backbone", [_cell(text) for text in _once(frame)]),
        ("#.Param.", _counts(frame, "params")),
        *((f"FLOPs ({name})", _counts(frame, f"macs_{name}")) for name in COUNTERS),
        *_speed_columns(frame),
        *_score_columns(frame),
    ]
    speed = pick_speed(kept, variants)
    failed = (f"Failed: {key}: {error}" for key, error in failures(kept).items())
    return Table(
        title="Comparison of attention modules",
        heads=tuple(head for head, _ in columns),
        rows=tuple(zip(*(cells for _, cells in columns), strict=True)),
        notes=(*notes(kept, frame, speed), *failed),
        frame=frame,
    )


def _cell(text: str) -> TextCell:
    return TextCell(text=text)


def _method(variant: str, label: str) -> str:
    return variant.capitalize() if variant in (BASELINE, NULL_ROW) else f"+ {label}"


def _once(frame: pd.DataFrame) -> list[str]:
    """The backbone in the first row alone, as the papers print it."""
    first = frame["backbone"].iloc[0]
    return [MISSING if pd.isna(first) else str(first), *[""] * (len(frame) - 1)]


def _numbers(frame: pd.DataFrame, name: str) -> list[float | None]:
    if name not in frame:
        return [None] * len(frame)
    return [None if pd.isna(value) else float(value) for value in frame[name]]


def _counts(frame: pd.DataFrame, name: str) -> list[TextCell]:
    values = _numbers(frame, name)
    scale = scale_for([value for value in values if value is not None])
    texts = [count_text(value, scale) for value in values]
    return _mark_best(frame, texts, values, min)


def _speed_columns(frame: pd.DataFrame) -> list[tuple[str, list[TextCell]]]:
    if "throughput_per_s" not in frame:
        return []
    throughput = _numbers(frame, "throughput_per_s")
    ratios = [_numbers(frame, f"speed_ratio{end}") for end in ("", "_low", "_high")]
    texts = [MISSING if value is None else f"{value:.0f}" for value in throughput]
    ratio_texts = [interval_text(*each) for each in zip(*ratios, strict=True)]
    return [
        ("Throughput (img/s)", _mark_best(frame, texts, throughput, max)),
        ("× baseline", [_cell(text) for text in ratio_texts]),
    ]


def _score_columns(frame: pd.DataFrame) -> list[tuple[str, list[TextCell]]]:
    names = [
        column.removesuffix("_percent_mean")
        for column in map(str, frame.columns)
        if column.endswith("_percent_mean")
    ]
    return [(SCORE_HEADS.get(name, f"{name} (%)"), _scores(frame, name)) for name in names]


def _scores(frame: pd.DataFrame, name: str) -> list[TextCell]:
    means, deviations = (_numbers(frame, f"{name}_percent_{end}") for end in ("mean", "sd"))
    texts = [spread_text(*each) for each in zip(means, deviations, strict=True)]
    if frame["seeds"].min() < ENOUGH_SEEDS:
        return [_cell(text) for text in texts]
    return _mark_best(frame, texts, means, max, [spread_text(mean, None) for mean in means])


def _mark_best(
    frame: pd.DataFrame,
    texts: Sequence[str],
    values: Sequence[float | None],
    choose: Callable[[list[float]], float],
    printed: Sequence[str] | None = None,
) -> list[TextCell]:
    """The best of the rows that have a module; all that print alike are marked.

    `printed` is what has to be alike, where that is not the whole text.
    """
    printed = texts if printed is None else printed
    rows = [name not in (BASELINE, NULL_ROW) for name in frame["variant"]]
    known = [v for v, counts in zip(values, rows, strict=True) if counts and v is not None]
    if len(known) < 2:
        return [_cell(text) for text in texts]
    best = printed[list(values).index(choose(known))]
    return [
        TextCell(text=text, is_best=counts and shown == best)
        for text, shown, counts in zip(texts, printed, rows, strict=True)
    ]
