"""The timing sessions of a study: times of different ones are never compared."""

from collections.abc import Iterable

from attnreport.errors import WrongValue
from attnreport.record import AnyRecord, SpeedRecord
from attnreport.text import plural


def sessions(records: Iterable[AnyRecord]) -> list[SpeedRecord]:
    """The timing sessions that have times, the oldest first."""
    timed = (
        record
        for record in records
        if isinstance(record, SpeedRecord) and record.error is None and record.forward_s
    )
    return sorted(timed, key=lambda record: record.started_at)


def of_session(records: Iterable[AnyRecord], number: int) -> list[AnyRecord]:
    """The records, of timing those of one session alone.

    Args:
        records: Of one study.
        number: Of the session, 1 for the oldest.

    Raises:
        WrongValue: if there is no such session.
    """
    every = list(records)
    timed = sessions(every)
    if not 1 <= number <= len(timed):
        allowed = f"1 to {len(timed)}" if len(timed) > 1 else "1" if timed else "left out"
        raise WrongValue(
            f"must be {allowed} (got {number}); the study has "
            f"{plural(len(timed), 'timing session')}",
            parameter="session",
        )
    chosen = timed[number - 1]
    return [r for r in every if not isinstance(r, SpeedRecord) or r is chosen]
