"""The tables of a comparison: its rows, their differences from the baseline, and their speed."""

from collections.abc import Mapping

from attnreport.comparison.best_scores import best_scores
from attnreport.comparison.budget import FITS
from attnreport.comparison.columns import (
    backbones,
    memory,
    methods,
    sizes,
    speeds,
    timed,
    timing_ratios,
)
from attnreport.comparison.comparison import Comparison
from attnreport.comparison.frame import frame_of
from attnreport.comparison.notes.cautions import comparison_cautions
from attnreport.comparison.notes.notes import notes
from attnreport.comparison.notes.timing import speed_notes
from attnreport.comparison.rows import scored_kinds
from attnreport.comparison.score_columns import scores
from attnreport.comparison.timings import LATENCY, THROUGHPUT, TRAIN_STEP
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.marks import mark_notes
from attnreport.tables.repeats import without_repeats
from attnreport.tables.table import Table
from attnreport.units import MISSING, difference_text, signed_text

EFFECTS_NOTES = (
    "Δ: the score minus the baseline's under the same seed, mean over common seeds, with its 95 % "
    "interval, simultaneous over all rows: one without 0 shows a difference.",
    "Hedges' g: Δ over the pooled standard deviation over seeds, not over what is worth having.",
)


def comparison_tables(comparison: Comparison) -> Mapping[str, Table]:
    """By file name: the comparison, then differences and speed in full where there are any."""
    tables = {
        "compare": comparison_table(comparison),
        "effects": effects_table(comparison),
        "speed": speed_table(comparison),
    }
    return {name: table for name, table in tables.items() if table is not None}


def comparison_table(comparison: Comparison) -> Table:
    """Table 1's shape: sizes, speed, memory and scores of each variant, the baseline first."""
    rows = comparison.rows
    columns = without_repeats(
        [
            methods(rows),
            backbones(rows),
            *sizes(rows),
            *(speeds(rows) if comparison.speed else []),
            *([_budget(comparison)] if comparison.budget else []),
            *scores(rows, best_scores(comparison)),
        ]
    )
    return Table(
        title="Comparison of attention modules",
        columns=columns,
        notes=tuple(notes(comparison, mark_notes(columns))),
        frame=frame_of(rows),
        cautions=tuple(comparison_cautions(comparison)),
    )


def _budget(comparison: Comparison) -> Column:
    best = {row.variant for row in comparison.rows if row.is_pareto_best and row.budget == FITS}
    texts = [
        f"{row.budget}, Pareto-best" if row.variant in best else row.budget
        for row in comparison.rows
    ]
    return word_column("Budget", texts, key="budget")


def effects_table(comparison: Comparison) -> Table | None:
    """How far each row is from the baseline; None where too few seeds say."""
    effects = {row.variant: row.effect for row in comparison.rows if row.effect is not None}
    if not effects:
        return None
    rows = [row for row in comparison.rows if row.is_module]
    (kind, *_) = scored_kinds(comparison.rows)
    shown = [effects.get(row.variant) for row in rows]
    contrasts = [effect.contrast if effect else None for effect in shown]
    differences = [
        difference_text(c.value, c.low, c.high, kind.digits) if c else MISSING for c in contrasts
    ]
    return Table(
        title="Differences from the baseline",
        columns=(
            methods(rows),
            number_column(f"Δ {kind.head}", differences, unit=kind.difference_unit),
            number_column("Hedges' g", [signed_text(e.hedges_g if e else None) for e in shown]),
            number_column("Seeds", [str(c.seeds) if c else MISSING for c in contrasts]),
        ),
        notes=EFFECTS_NOTES,
        frame=frame_of(rows),
    )


def speed_table(comparison: Comparison) -> Table | None:
    """Throughput, latency, training step and memory of one session; None where there is none."""
    rows, speed = comparison.rows, comparison.speed
    if speed is None:
        return None
    columns = (
        methods(rows),
        timed(rows, THROUGHPUT, "Throughput", digits=0),
        timing_ratios(rows, THROUGHPUT, "× baseline", continues=True),
        timed(rows, LATENCY, "Latency", digits=2),
        timing_ratios(rows, LATENCY, "× baseline", continues=True),
        timed(rows, TRAIN_STEP, "Training step", digits=1),
        timing_ratios(rows, TRAIN_STEP, "× baseline", continues=True),
        memory(rows, "Memory, inference", [row.peak_forward_bytes for row in rows]),
        memory(rows, "Memory, training", [row.peak_train_step_bytes for row in rows]),
    )
    return Table(
        title="Speed and memory in one timing session",
        columns=columns,
        notes=(*speed_notes(speed), *mark_notes(columns)),
        frame=frame_of(rows),
    )
