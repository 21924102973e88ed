"""Records of the same cell: which counts. A failed one counts too.

An older success would be one of older code: it must not hide that today's code fails.
"""

from collections.abc import Iterable
from typing import TypeVar

from attnreport.record import AnyRecord

Of = TypeVar("Of", bound=AnyRecord)


def latest_attempts(records: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
    """The latest record of each cell, cells in the order of their first ones."""
    return tuple({record.cell: record for record in oldest_first(records)}.values())


def oldest_first(records: Iterable[Of]) -> list[Of]:
    """Records in order of time; of two that were started at once the failed one comes first."""
    return sorted(records, key=lambda each: (each.started_at, each.error is None))
