"""The sentences below a comparison, in the order in which a reader needs them.

Can rows be ranked, is training finished, can the clock be trusted, under which setting; then the
rest. What a number means and how a test works is said in docs/numbers.md instead.
"""

from collections.abc import Iterable, Iterator, Sequence

from attnreport.comparison.budget import Budget
from attnreport.comparison.comparison import Comparison
from attnreport.comparison.notes.audit import audit_notes
from attnreport.comparison.notes.cautions import comparison_cautions
from attnreport.comparison.notes.clock import clock_note
from attnreport.comparison.notes.networks import network_notes
from attnreport.comparison.notes.pairing import pairing_notes
from attnreport.comparison.notes.parts import part_notes
from attnreport.comparison.notes.sentences import caution_notes
from attnreport.comparison.notes.setting import setting_note
from attnreport.comparison.notes.ties import ties
from attnreport.comparison.notes.timing import timing_note
from attnreport.comparison.notes.training import improving_note, optimism_note, training_notes
from attnreport.comparison.rows import Row, counters, failures
from attnreport.record import CautionKind, SpeedRecord
from attnreport.text import listed

OF_THE_STUDY = (CautionKind.UNFINISHED,)
OF_RANKING = (CautionKind.NOT_ENOUGH_SEEDS, CautionKind.AT_CHANCE, CautionKind.BASELINE_IS_WEAK)
OF_TRAINING = (CautionKind.SCHEDULE_CUT,)
OF_THE_CLOCK = (CautionKind.TOO_NOISY, CautionKind.BUSY, CautionKind.TIMED_AGAIN)
SUMMED_UP = (CautionKind.STILL_IMPROVING,)
"""Kinds that have a sentence of their own."""

WHERE = "More: docs/numbers.md; JSON has every number and caution."


def notes(comparison: Comparison, marks: Iterable[str] = ()) -> Iterator[str]:
    """All notes of the comparison.

    Args:
        comparison: What is compared.
        marks: What is to be said of the marks of its table.
    """
    cautions = tuple(comparison_cautions(comparison))
    yield from caution_notes(cautions, OF_THE_STUDY)
    if not comparison.records:
        yield "Nothing was measured yet."
        return
    first = (*OF_THE_STUDY, *OF_RANKING, *OF_TRAINING, *OF_THE_CLOCK, *SUMMED_UP)
    yield from _failed(comparison)
    yield from caution_notes(cautions, OF_RANKING)
    yield from _ranking(comparison)
    yield from improving_note(comparison.runs)
    yield from caution_notes(cautions, OF_TRAINING)
    yield from _fewer_runs(comparison.rows)
    yield from caution_notes(cautions, OF_THE_CLOCK)
    yield from _clock(comparison.rows, comparison.speed)
    records = comparison.records
    yield setting_note(records[0].setting, [record.environment for record in records])
    yield from _conditions(comparison)
    yield from marks
    yield from caution_notes(cautions, [kind for kind in CautionKind if kind not in first])
    yield WHERE


def _failed(comparison: Comparison) -> Iterator[str]:
    yield from (f"Failed: {key}: {error}" for key, error in failures(comparison.records).items())


def _ranking(comparison: Comparison) -> Iterator[str]:
    """Which rows differ, and what the tests of that leave out."""
    differences = {row.variant: row.effect for row in comparison.rows if row.effect is not None}
    yield from ties(comparison.runs, differences)
    yield from pairing_notes(comparison.runs, differences)


def _fewer_runs(rows: Sequence[Row]) -> Iterator[str]:
    """Rows that have fewer training runs than others: stopped, failed, or not started yet."""
    seeds_of = {row.label: row.seeds for row in rows if row.seeds is not None}
    most = max(seeds_of.values(), default=0)
    fewer = [f"{label} {seeds}" for label, seeds in seeds_of.items() if seeds < most]
    if fewer:
        yield f"Fewer than {most} training runs: {', '.join(fewer)}."


def _clock(rows: Sequence[Row], speed: SpeedRecord | None) -> Iterator[str]:
    """The noise of the times, and the rows that their one session does not have."""
    if speed is None:
        return
    yield from clock_note(speed)
    known = {*speed.forward_s, *speed.failures}
    missing = [row.label for row in rows if row.variant not in known]
    if missing:
        yield (
            f"Not timed in the session shown: {', '.join(missing)}. A ratio never crosses "
            "sessions; run compare with all rows."
        )


def _conditions(comparison: Comparison) -> Iterator[str]:
    """What was counted, timed, trained and chosen, and how."""
    rows, runs = comparison.rows, comparison.runs
    names = counters(rows)
    if names:
        yield f"FLOPs are multiply-accumulates, counted by {listed(names)}."
    yield from part_notes(rows)
    yield from comparison.records[0].setting.task_notes
    if comparison.speed is not None:
        yield timing_note(comparison.speed)
    yield from training_notes(runs)
    yield from optimism_note(rows)
    yield from network_notes(runs, comparison.correct)
    yield from audit_notes(runs)
    best = [row.label for row in rows if row.is_pareto_best]
    if best:
        yield f"Pareto-best: {', '.join(best)}."
    yield from _budget(comparison.budget)


def _budget(budget: Budget) -> Iterator[str]:
    if budget:
        limits = ", ".join(
            f"{limit.quantity} {limit.text}{' of the baseline' if limit.is_ratio else ''}"
            for limit in budget
        )
        yield f"Budget: at most {limits}; undecided: the limit lies within the measured interval."
