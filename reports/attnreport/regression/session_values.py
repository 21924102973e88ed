"""What timing sessions measured by row, and which of them count."""

from collections.abc import Callable, Mapping

from attnreport.record import NULL_ROW, SpeedRecord
from attnreport.regression.result_set import ResultSet

Seconds = Mapping[str, tuple[float, ...]]
"""By row, the times of one session, one a round."""

Peaks = Mapping[str, int]
"""By row, bytes."""

SecondsOf = Callable[[SpeedRecord], Seconds]
PeaksOf = Callable[[SpeedRecord], Peaks]


def sessions(results: ResultSet) -> tuple[SpeedRecord, ...]:
    """The sessions that times are read from, newest first: those of the newest's environment.

    A study that grew keeps sessions of older code and of other machines; their times do not mix.
    """
    timed = [r for r in results.records if isinstance(r, SpeedRecord) and r.error is None]
    timed.sort(key=lambda record: record.started_at, reverse=True)
    return tuple(record for record in timed if record.environment == timed[0].environment)


def rows_of(*sets: Mapping[str, object]) -> list[str]:
    """The rows that any of them has, in order; a result set has no null row."""
    return [row for row in dict.fromkeys(row for rows in sets for row in rows) if row != NULL_ROW]
