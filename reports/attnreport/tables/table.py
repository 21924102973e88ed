"""The tables, each shared by all formats."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

import pandas as pd

from attnreport.comparison.budget import FITS, Budget, verdicts
from attnreport.comparison.cautions import Told, cautions
from attnreport.comparison.effects import effects, with_effects
from attnreport.comparison.frame import COUNTERS, NO_LABELS, failures, pick_speed, summarize
from attnreport.comparison.networks import Correct
from attnreport.comparison.notes import notes, speed_notes
from attnreport.comparison.pareto import pareto_best
from attnreport.record import BASELINE, NULL_ROW, AnyRecord, SpeedRecord, TrainRecord
from attnreport.scores import headline
from attnreport.tables.columns import (
    Column,
    TextCell,
    amounts,
    backbones,
    counts,
    intervals,
    methods,
    numbers,
    plain,
    ratios,
    score_head,
    score_names,
)
from attnreport.tables.columns import scores as score_columns
from attnreport.units import signed_text

MIB = 2**20

NO_OUTCOMES: Correct = MappingProxyType({})

EFFECTS_NOTES = (
    "Δ: the row's mean less the baseline's, in brackets Dunnett's simultaneous 95 % interval: an "
    "interval without 0 is a difference, and all of them hold at once in 95 of 100 studies.",
    "Hedges' g: Δ over the standard deviation over seeds, pooled over all rows, less the bias of "
    "few seeds. It compares with the spread of seeds, not with what is worth having.",
)


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
    cautions: tuple[Told, ...] = ()
    """What a reader should know before trusting a row; among the notes too."""


def comparison(
    records: Iterable[AnyRecord],
    variants: Sequence[str],
    budget: Budget = (),
    *,
    correct: Correct = NO_OUTCOMES,
    labels: Mapping[str, str] = NO_LABELS,
    show_optimism: bool = False,
) -> Table:
    """Table 1's shape: sizes, speed, memory and scores of each variant, the baseline first.

    Args:
        records: Of one study.
        variants: The rows in their order, the baseline first.
        budget: Limits; with any, a column says which rows keep to them.
        correct: By key of a training record, whether each test image was classified correctly.
        labels: By variant, its name in the table, where that is not the records' own.
        show_optimism: Whether to show, as what it is, the headline at its best epoch on test.
    """
    kept = _in_order_of_rows(records, variants)
    runs = [r for r in kept if isinstance(r, TrainRecord) and r.error is None]
    found, kind = effects(runs), headline(runs)
    frame = with_effects(
        summarize(kept, variants, labels=labels, show_optimism=show_optimism),
        kind.name if kind else None,
        found,
    )
    frame["pareto_best"] = pareto_best(frame)
    frame["budget"] = verdicts(frame, budget)
    speed = pick_speed(kept, variants)
    columns = [
        methods(frame),
        backbones(frame),
        *size_columns(frame),
        *(speed_columns(frame) if speed else []),
        *([_budget_column(frame)] if budget else []),
        *score_columns(frame),
    ]
    named = list(_named_as_in(frame, kept))
    failed = (f"Failed: {key}: {error}" for key, error in failures(kept).items())
    return replace(
        tabulate(
            "Comparison of attention modules",
            columns,
            (
                *notes(named, frame, speed=speed, budget=budget, effects=found, correct=correct),
                *failed,
            ),
            frame,
        ),
        cautions=tuple(cautions(named)),
    )


def _in_order_of_rows(records: Iterable[AnyRecord], variants: Sequence[str]) -> list[AnyRecord]:
    """The records of some rows, so that notes name them in the table's order."""
    sittings: list[AnyRecord] = []
    rows: dict[str, list[AnyRecord]] = {variant: [] for variant in variants}
    for record in records:
        kept = sittings if isinstance(record, SpeedRecord) else rows.get(record.variant, [])
        kept.append(record)
    return [*sittings, *chain.from_iterable(rows.values())]


def effects_table(compared: Table) -> Table | None:
    """How far each row of a comparison is from its baseline; None where too few seeds say."""
    frame = compared.frame
    name = next(iter(score_names(frame)), None)
    if f"{name}_difference" not in frame:
        return None
    rows = frame[~frame["variant"].isin([BASELINE, NULL_ROW])].reset_index(drop=True)
    columns = [
        methods(rows),
        intervals(rows, f"{name}_difference", f"Δ {score_head(str(name))} (points)"),
        ("Hedges' g", plain([signed_text(g) for g in numbers(rows, f"{name}_hedges_g")])),
        ("Seeds", plain([f"{seeds:.0f}" for seeds in rows["seeds"]])),
    ]
    return tabulate("Differences from the baseline", columns, EFFECTS_NOTES, rows)


def speed_table(
    records: Iterable[AnyRecord],
    variants: Sequence[str],
    *,
    labels: Mapping[str, str] = NO_LABELS,
) -> Table | None:
    """Throughput, latency, training step and memory of one sitting; None where there is none.

    Args:
        records: Of one study.
        variants: The rows in their order, the baseline first.
        labels: By variant, its name in the table, where that is not the records' own.
    """
    kept = list(records)
    speed = pick_speed(kept, variants)
    if speed is None:
        return None
    frame = summarize(kept, variants, labels=labels)
    columns = [
        methods(frame),
        amounts(frame, "throughput_per_s", "Throughput (img/s)", choose=max, digits=0),
        ratios(frame, "throughput_ratio", "× baseline"),
        amounts(frame, "latency_ms", "Latency (ms)", choose=min, digits=2),
        ratios(frame, "latency_ratio", "× baseline"),
        amounts(frame, "train_step_ms", "Training step (ms)", choose=min, digits=1),
        ratios(frame, "train_step_ratio", "× baseline"),
        _memory(frame, "peak_forward_bytes", "Memory, inference (MiB)"),
        _memory(frame, "peak_train_step_bytes", "Memory, training (MiB)"),
    ]
    return tabulate("Speed and memory in one sitting", columns, tuple(speed_notes(speed)), frame)


def size_columns(frame: pd.DataFrame) -> list[Column]:
    """Parameters, and multiply-accumulates by each counter."""
    return [
        counts(frame, "params", "#.Param."),
        *(counts(frame, f"macs_{name}", f"FLOPs ({name})") for name in COUNTERS),
    ]


def speed_columns(frame: pd.DataFrame) -> list[Column]:
    """How fast each row is, and what its training holds at most."""
    return [
        amounts(frame, "throughput_per_s", "Throughput (img/s)", choose=max, digits=0),
        ratios(frame, "latency_ratio", "Latency (× baseline)"),
        _memory(frame, "peak_train_step_bytes", "Peak memory (MiB)"),
    ]


def tabulate(
    title: str, columns: Sequence[Column], sentences: tuple[str, ...], frame: pd.DataFrame
) -> Table:
    """The table of some columns; the frame has the same rows."""
    return Table(
        title=title,
        heads=tuple(head for head, _ in columns),
        rows=tuple(zip(*(cells for _, cells in columns), strict=True)),
        notes=sentences,
        frame=frame,
    )


def _named_as_in(frame: pd.DataFrame, records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    """The records with their rows' names, so that sentences name a row as its table does."""
    labels = dict(zip(frame["variant"], frame["label"], strict=True))
    for record in records:
        if isinstance(record, SpeedRecord):
            yield record
        else:
            yield replace(record, label=labels[record.variant])


def _budget_column(frame: pd.DataFrame) -> Column:
    pairs = zip(frame["budget"], frame["pareto_best"], strict=True)
    texts = [f"{text}, Pareto-best" if text == FITS and best else text for text, best in pairs]
    return ("Budget", plain(texts))


def _memory(frame: pd.DataFrame, name: str, head: str) -> Column:
    return amounts(frame, name, head, choose=min, digits=1, unit=MIB)
