"""What a reader should know before trusting a row: each record's cautions, and those of all."""

from collections import Counter
from collections.abc import Iterator, Sequence

from attnreport.comparison.comparison import Comparison
from attnreport.comparison.notes.audit import weak_baseline
from attnreport.comparison.notes.chance import at_chance
from attnreport.comparison.notes.clock import clock_cautions, timed_again
from attnreport.record import (
    EVERY_ROW,
    TIMING,
    AnyRecord,
    Caution,
    CautionKind,
    RowCaution,
    SpeedRecord,
    TrainRecord,
)
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.text import plural

OF_THE_DATA = (CautionKind.DATA, CautionKind.LEFT_OUT)
"""What every row was trained on; older records call all of it left out."""


def comparison_cautions(comparison: Comparison) -> Iterator[RowCaution]:
    """Those of a comparison: of the study as a whole, then of the records that are shown."""
    if comparison.completion is not None:
        yield from comparison.completion.cautions()
    again = timed_again(comparison.records, comparison.speed)
    yield from (RowCaution(TIMING, caution) for caution in again)
    yield from cautions(comparison.shown)


def cautions(records: Sequence[AnyRecord]) -> Iterator[RowCaution]:
    """Those of all records together, then each record's, said once where seeds repeat it."""
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    yield from _few_seeds(runs)
    yield from (RowCaution("Baseline", caution) for caution in weak_baseline(runs))
    yield from at_chance(runs)
    yield from dict.fromkeys(
        RowCaution(_row(record, caution), caution)
        for record in records
        for caution in (*_of_the_clock(record), *record.cautions)
    )


def _of_the_clock(record: AnyRecord) -> Iterator[Caution]:
    if isinstance(record, SpeedRecord):
        yield from clock_cautions(record)


def _row(record: AnyRecord, caution: Caution) -> str:
    match record:
        case SpeedRecord():
            return TIMING
        case TrainRecord() if caution.kind is CautionKind.STILL_IMPROVING:
            return f"{record.label}, seed {record.seed}"
        case TrainRecord() if caution.kind in OF_THE_DATA:
            return EVERY_ROW
        case _:
            return record.label


def _few_seeds(runs: Sequence[TrainRecord]) -> Iterator[RowCaution]:
    """Seeds may still be added, so this is read off the records instead of stored in one."""
    fewest = min(Counter(run.variant for run in runs).values(), default=ENOUGH_SEEDS)
    if fewest < ENOUGH_SEEDS:
        few = f"{plural(fewest, 'seed')} {'is' if fewest == 1 else 'are'} too few"
        detail = f"{few} to rank; train {ENOUGH_SEEDS} or more"
        yield RowCaution(EVERY_ROW, Caution(kind=CautionKind.NOT_ENOUGH_SEEDS, detail=detail))
