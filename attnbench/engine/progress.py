"""Progress of a run, while it goes on."""

from collections.abc import Mapping
from typing import Protocol

from attnbench.plan.cells import Cell
from attnbench.training.messages import Epoch
from attnreport.record import AnyRecord


class Progress(Protocol):
    """Hears what runs, from several threads where cells run side by side."""

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Hear all cells in their order: those without a record will run."""
        ...

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Hear that training starts, and how long its cells take relative to each other."""
        ...

    def begin(self, cell: Cell) -> None:
        """Hear that a cell starts, in this command or in another one on the same study."""
        ...

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Hear which share of a running cell is done."""
        ...

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        """Hear what an epoch of a training cell ended with.

        A cell that is resumed tells of the epochs before again.

        Args:
            cell: The cell.
            key: Of its record.
            epoch: The epoch.
        """
        ...

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Hear the record of a cell that has ended."""
        ...


class Silent:
    """A `Progress` that shows nothing."""

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Show nothing."""

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Show nothing."""

    def begin(self, cell: Cell) -> None:
        """Show nothing."""

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Show nothing."""

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        """Show nothing."""

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Show nothing."""
