"""What can get worse: a quantity, how it is read from records, and how a change of it is judged."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from attnreport.record import AnyRecord, SpeedRecord
from attnreport.regression.cells import Cells, Pair
from attnreport.regression.judges.judging import Statement
from attnreport.regression.quantity import Quantity
from attnreport.regression.result_set import ResultSet
from attnreport.regression.rule import Rule
from attnreport.regression.value import Value

CellKind = Literal["cost", "train", "speed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Quantity, ABC):
    """A quantity that is compared; each kind of judgement is a class of its own."""

    rule: Rule
    """What counts as worse; equal metrics may have different ones."""
    is_default: bool = False
    """Whether two versions of the code are compared in it unless others are named."""

    cell: ClassVar[CellKind]
    """The kind of cell that measures it."""

    @abstractmethod
    def is_in(self, record: AnyRecord) -> bool:
        """Whether a record of a cell that succeeded has a figure of it."""

    @abstractmethod
    def judge(self, pair: Pair) -> Iterator[Statement]:
        """What became of it in each row."""

    def values(self, results: ResultSet) -> Iterator[Value]:
        """Its figures in a result set, for a history; may hold some that are not finite."""
        del results
        yield from ()

    def refusal(self, before: Cells, session: SpeedRecord) -> str:
        """Why a session on today's machine could not be compared with a set, as a sentence.

        Args:
            before: Of the baseline set.
            session: What it says of itself; it needs no times.
        """
        del before, session
        return ""
