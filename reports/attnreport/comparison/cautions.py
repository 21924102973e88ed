"""What a reader should know before trusting a row: each record's cautions, and those of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attnreport.comparison.audit import weak_baseline
from attnreport.record import AnyRecord, Caution, CautionKind, SpeedRecord, TrainRecord
from attnreport.statistics import ENOUGH_SEEDS

EVERY_ROW = "all rows"


@dataclass(frozen=True, slots=True)
class Told:
    """A caution and the row that it is about."""

    who: str
    caution: Caution


def cautions(records: Sequence[AnyRecord]) -> Iterator[Told]:
    """Those of the study as a whole, then each record's, said once where seeds repeat it."""
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    yield from _few_seeds(runs)
    yield from (Told("Baseline", caution) for caution in weak_baseline(runs))
    yield from dict.fromkeys(
        Told(_who(record, caution), caution) for record in records for caution in record.cautions
    )


def _who(record: AnyRecord, caution: Caution) -> str:
    match record:
        case SpeedRecord():
            return "speed"
        case TrainRecord() if caution.kind is CautionKind.STILL_IMPROVING:
            return f"{record.label}, seed {record.seed}"
        case TrainRecord() if caution.kind is CautionKind.LEFT_OUT:
            return EVERY_ROW
        case _:
            return record.label


def _few_seeds(runs: Sequence[TrainRecord]) -> Iterator[Told]:
    """Seeds may still be added, so this is read off the records instead of stored in one."""
    by_row = {run.variant: 0 for run in runs}
    for run in runs:
        by_row[run.variant] += 1
    fewest = min(by_row.values(), default=ENOUGH_SEEDS)
    if fewest < ENOUGH_SEEDS:
        detail = (
            f"{fewest} seed(s) are not enough to rank the rows by accuracy: no best is marked; "
            f"pass --seeds {ENOUGH_SEEDS} or more"
        )
        yield Told(EVERY_ROW, Caution(kind=CautionKind.NOT_ENOUGH_SEEDS, detail=detail))
