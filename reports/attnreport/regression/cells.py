"""The records of a result set by row, and two such sets side by side."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from attnreport.names import tell_apart
from attnreport.record import BASELINE, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.finding import Finding
from attnreport.regression.judges.judging import Subject
from attnreport.regression.quantity import Quantity
from attnreport.regression.result_set import ResultSet

Record = TypeVar("Record", bound=AnyRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The latest attempt at each cell, failed or not, and every timing session."""

    costs: Mapping[str, CostRecord]
    """By row."""
    runs: Mapping[str, Mapping[int, TrainRecord]]
    """By row and seed."""
    sessions: tuple[SpeedRecord, ...]
    """Those that succeeded, the oldest first."""
    again: tuple[SpeedRecord, ...]
    """Its second times in those sessions, from another process."""
    failed_session: SpeedRecord | None
    """The latest session, if it failed."""

    @property
    def rows(self) -> tuple[str, ...]:
        """All rows, the baseline network first, then as they were timed."""
        attempts = [*self.sessions, *([self.failed_session] if self.failed_session else [])]
        timed = [row for session in reversed(attempts) for row in session.variants]
        every = dict.fromkeys((*timed, *self.costs, *self.runs))
        return tuple(sorted(every, key=lambda row: row != BASELINE))

    @property
    def labels(self) -> Mapping[str, str]:
        """By row, its name in print, where a record has one."""
        runs = [run for by_seed in self.runs.values() for run in by_seed.values()]
        names = {
            **{run.variant: run.label for run in runs},
            **{cost.variant: cost.label for cost in self.costs.values()},
        }
        return tell_apart(names)

    def fullest(self, by_row: Callable[[SpeedRecord], Mapping[str, object]]) -> SpeedRecord | None:
        """The session that measured most rows, the newest of several; None where none did.

        Args:
            by_row: What a session measured.
        """
        measured = [session for session in self.sessions if by_row(session)]
        return max(measured, key=lambda s: (len(by_row(s)), s.started_at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sets side by side."""

    before: Cells
    after: Cells

    @property
    def rows(self) -> tuple[str, ...]:
        """Rows of either, those of the first set first."""
        return tuple(dict.fromkeys((*self.before.rows, *self.after.rows)))

    def is_broken(self, row: str) -> bool:
        """Whether the second set could not even count a row that the first could."""
        was, now = self.before.costs.get(row), self.after.costs.get(row)
        return was is not None and was.error is None and now is not None and now.error is not None

    def failures_of_speed(self, metric: Quantity, failed: SpeedRecord) -> Iterator[Finding]:
        """A finding for each row of a session that failed."""
        for row in self.rows:
            yield self.subject(row, metric).failed(failed.error or "")

    def subject(self, row: str, metric: Quantity, detail: str = "") -> Subject:
        """A row and a metric to say something about."""
        label = {**self.before.labels, **self.after.labels}.get(row, row)
        return Subject(row=row, label=label, metric=metric, detail=detail)


def cells_of(results: ResultSet) -> Cells:
    """The records of a set, by what they are of."""
    costs: dict[str, CostRecord] = {}
    runs: dict[str, dict[int, TrainRecord]] = {}
    attempts = oldest_first(results.records)
    for record in attempts:
        match record:
            case CostRecord():
                costs[record.variant] = record
            case TrainRecord():
                runs.setdefault(record.variant, {})[record.seed] = record
    sessions = [record for record in attempts if isinstance(record, SpeedRecord)]
    return Cells(
        costs=costs,
        runs=runs,
        sessions=tuple(session for session in sessions if session.error is None),
        again=tuple(session for session in results.again if session.error is None),
        failed_session=next((last for last in sessions[-1:] if last.error is not None), None),
    )


def oldest_first(records: Iterable[Record]) -> list[Record]:
    """Records in order of time, so that the last of each cell is the one that counts.

    A failed attempt counts too: an older success would be one of older code, and must not hide
    that today's code fails. Of two that were started at once the failed one comes first.
    """
    return sorted(records, key=lambda record: (record.started_at, record.error is None))


def latest_attempts(records: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
    """The latest record of each cell, cells in the order of their first ones."""
    return tuple({record.cell: record for record in oldest_first(records)}.values())
