"""How much of what a study plans is measured."""

from collections.abc import Iterator
from dataclasses import dataclass

from attnreport.record import EVERY_ROW, Caution, CautionKind, RowCaution
from attnreport.text import listed

WORK = {"cost": "counting", "speed": "timing", "train": "training"}
"""By kind of cell, what measuring it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """How many cells of a plan are measured, and whether that goes on."""

    cells: int
    """That the plan has."""
    missing: int
    """Without a record; those that failed have one."""
    running: tuple[str, ...] = ()
    """Kinds of cells that a living process measures now: cost, speed, train."""

    @property
    def sentence(self) -> str:
        """What is missing and whether it runs; empty where nothing is missing."""
        if not self.missing:
            return ""
        verb = "is" if self.missing == 1 else "are"
        work = listed([WORK[kind] for kind in self.running]) if self.running else ""
        state = f"{work} {'run' if len(self.running) > 1 else 'runs'}" if work else "nothing runs"
        return f"{self.missing} of {self.cells} cells {verb} missing; {state}"

    def cautions(self) -> Iterator[RowCaution]:
        """One, if something is missing."""
        if self.missing:
            remedy = "" if self.running else ": run the command again"
            detail = f"{self.sentence}{remedy}"
            yield RowCaution(EVERY_ROW, Caution(kind=CautionKind.UNFINISHED, detail=detail))
