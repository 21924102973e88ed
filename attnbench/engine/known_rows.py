"""Rows that were built before, so that they need not be tried again. Loads no torch."""

from collections.abc import Iterable
from pathlib import Path

from attnbench.data.source import DataSource
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant
from attnreport.record import UnreadableRecord, load


class KnownRows:
    """The rows that some studies have counted.

    Args:
        studies: Folders of studies, of any plans; others are passed over.
    """

    def __init__(self, studies: Iterable[Path]) -> None:
        self._studies = tuple(studies)

    def has(self, plan: Plan, source: DataSource, variant: Variant) -> bool:
        """Whether a row was counted as the plan has it, with today's code.

        One that starts from pretrained weights is never known: whether its file fits the network is
        not in the key of its sizes.
        """
        if plan.weights or not self._studies:
            return False
        name = f"{cell_key(plan, source, CostCell(variant))}.json"
        return any(_is_sound(study / "records" / name) for study in self._studies)


def _is_sound(file: Path) -> bool:
    """Whether a record is there, readable and without an error."""
    try:
        return file.is_file() and load(file.read_bytes(), str(file)).error is None
    except (OSError, UnreadableRecord):
        return False
