"""The cells of one run, and what is known of them so far."""

from collections.abc import Mapping

from attnbench.plan.cells import Cell, SpeedCell, TrainCell
from attnreport.comparison.results import result_text
from attnreport.record import AnyRecord


class Tally:
    """Numbers the cells that a run has to measure, and keeps the records as they come."""

    def __init__(self) -> None:
        self._records: dict[Cell, AnyRecord | None] = {}
        self._numbers: dict[Cell, int] = {}

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Take every cell of the run in its order, and the records of those that are finished."""
        self._records = dict(records)
        missing = (cell for cell, record in records.items() if record is None)
        self._numbers = {cell: number for number, cell in enumerate(missing, start=1)}

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Take the record of a cell."""
        self._records[cell] = record

    def name(self, cell: Cell) -> str:
        """What a cell is called while it runs: `[3/9] cost eca`."""
        return f"[{self._numbers[cell]}/{self.total}] {cell}"

    @property
    def total(self) -> int:
        """How many cells were missing at first."""
        return len(self._numbers)

    @property
    def finished(self) -> int:
        """How many of them are finished by now."""
        ended = (self._records[cell] for cell in self._numbers)
        return sum(record is not None and record.error is None for record in ended)

    @property
    def records(self) -> list[AnyRecord]:
        """The records so far, in the order of the cells."""
        return [record for record in self._records.values() if record is not None]

    @property
    def variants(self) -> list[str]:
        """The rows of the run in their order."""
        return list(dict.fromkeys(row for cell in self._records for row in rows_of(cell)))

    @property
    def seeds(self) -> list[int]:
        """The seeds of the run in their order."""
        training = (cell for cell in self._records if isinstance(cell, TrainCell))
        return list(dict.fromkeys(cell.seed for cell in training))


def rows_of(cell: Cell) -> list[str]:
    """The rows that a cell measures."""
    variants = cell.variants if isinstance(cell, SpeedCell) else (cell.variant,)
    return list(map(str, variants))


def outcome_text(record: AnyRecord) -> str:
    """What came of a cell, and what went wrong."""
    return ", ".join(
        [*filter(None, [result_text(record)]), *(f"failed: {error}" for error in record.errors)]
    )
