"""What a reader should know before trusting a row: each record's cautions, and those of all."""

from collections import Counter
from collections.abc import Iterator, Sequence

from attnreport.comparison.notes.audit import weak_baseline
from attnreport.record import (
    EVERY_ROW,
    AnyRecord,
    Caution,
    CautionKind,
    RowCaution,
    SpeedRecord,
    TrainRecord,
)
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.text import plural


def cautions(records: Sequence[AnyRecord]) -> Iterator[RowCaution]:
    """Those of the study as a whole, then each record's, said once where seeds repeat it."""
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    yield from _few_seeds(runs)
    yield from (RowCaution("Baseline", caution) for caution in weak_baseline(runs))
    yield from dict.fromkeys(
        RowCaution(_row(record, caution), caution)
        for record in records
        for caution in record.cautions
    )


def _row(record: AnyRecord, caution: Caution) -> str:
    match record:
        case SpeedRecord():
            return "speed"
        case TrainRecord() if caution.kind is CautionKind.STILL_IMPROVING:
            return f"{record.label}, seed {record.seed}"
        case TrainRecord() if caution.kind is CautionKind.LEFT_OUT:
            return EVERY_ROW
        case _:
            return record.label


def _few_seeds(runs: Sequence[TrainRecord]) -> Iterator[RowCaution]:
    """Seeds may still be added, so this is read off the records instead of stored in one."""
    fewest = min(Counter(run.variant for run in runs).values(), default=ENOUGH_SEEDS)
    if fewest < ENOUGH_SEEDS:
        few = f"{plural(fewest, 'seed')} {'is' if fewest == 1 else 'are'} too few"
        detail = f"{few} to rank, so no best score is marked; train {ENOUGH_SEEDS} seeds or more"
        yield RowCaution(EVERY_ROW, Caution(kind=CautionKind.NOT_ENOUGH_SEEDS, detail=detail))
