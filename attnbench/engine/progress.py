"""What the engine tells of its work while it goes on."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from attnbench.plan.cells import Cell
from attnreport.record import AnyRecord


class Progress(Protocol):
    """Is told what runs; by several threads where cells run side by side."""

    def expect(self, missing: Sequence[Cell]) -> None:
        """These cells will run, in this order."""
        ...

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Training starts: how long its cells take, relative to each other."""
        ...

    def begin(self, cell: Cell) -> None:
        """A cell starts, here or, if another process has it, there."""
        ...

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """A running cell has done this share of its work."""
        ...

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """A running cell has its record."""
        ...


class Silent:
    """A `Progress` that tells nobody."""

    def expect(self, missing: Sequence[Cell]) -> None:
        """Say nothing."""

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Say nothing."""

    def begin(self, cell: Cell) -> None:
        """Say nothing."""

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Say nothing."""

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Say nothing."""
