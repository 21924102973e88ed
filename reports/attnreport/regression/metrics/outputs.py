"""What a module computes from fixed weights and a fixed input: equal within a tolerance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import ClassVar

from attnreport.record import AnyRecord, CostRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import Subject
from attnreport.regression.metric import CellKind, Metric
from attnreport.regression.rule import Rule, Share

FLOOR = 1e-3
"""Smaller outputs are compared as if they were this large: all of one may be 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRule(Rule):
    """Equal within a tolerance."""

    tolerance: Share = 1e-4
    """Largest difference, as a share of the largest number before."""

    def __str__(self) -> str:
        """As a report says it."""
        return f"equal within {self.tolerance:g} of the largest number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Metric):
    """The condensed outputs of the cost record."""

    rule: OutputRule = field(default=OutputRule(), compare=False)

    kind: ClassVar[str] = "output"
    judgement: ClassVar[str] = "equal within a tolerance"
    has_direction: ClassVar[bool] = False
    cell: ClassVar[CellKind] = "cost"

    def is_in(self, record: AnyRecord) -> bool:
        """Whether a record has outputs."""
        return isinstance(record, CostRecord) and bool(record.outputs)

    def judge(self, pair: Pair) -> Iterator[Finding]:
        """A finding for each row's maps and passes; none for rows without a module."""
        for row in pair.rows:
            old, new = pair.before.costs.get(row), pair.after.costs.get(row)
            before = _outputs(old)
            if new is not None and new.error is not None:
                yield pair.subject(row, self).failed(new.error)
            elif new is None and before:
                yield pair.subject(row, self).missing()
            else:
                after = _outputs(new)
                for detail in dict.fromkeys((*before, *after)):
                    subject = pair.subject(row, self, detail)
                    yield _judged(subject, before.get(detail), after.get(detail), self.rule)

    def change_text(self, change: float, before: float | None, after: float | None) -> str:
        """How far apart the outputs are."""
        del before, after
        return f"{100 * change:.2g} % apart"


def _outputs(record: CostRecord | None) -> Mapping[str, tuple[float, ...]]:
    return record.outputs if record is not None and record.error is None else {}


def _judged(
    subject: Subject,
    before: Sequence[float] | None,
    after: Sequence[float] | None,
    rule: OutputRule,
) -> Finding:
    if before is None:
        return subject.new()
    if after is None:
        return subject.missing()
    if len(before) != len(after):
        return subject.finding(
            Verdict.BROKEN,
            f"The output is condensed to {len(after)} numbers, and to {len(before)} in the "
            "reference results: another attnbench made them; save them again.",
        )
    if not all(map(isfinite, (*before, *after))):
        where = "now" if all(map(isfinite, before)) else "in the reference results"
        return subject.finding(Verdict.BROKEN, f"The output {where} is not finite.")
    distance = _distance(before, after)
    is_equal = distance <= rule.tolerance
    return subject.finding(
        Verdict.OK if is_equal else Verdict.REGRESSED,
        f"The output differs by {distance:.2g} of its largest number; "
        f"{'at most' if is_equal else 'more than'} {rule.tolerance:g} is allowed.",
        change=distance,
    )


def _distance(before: Sequence[float], after: Sequence[float]) -> float:
    """The largest difference, as a share of the largest number before."""
    largest = max(map(abs, before), default=0.0)
    difference = max((abs(b - a) for a, b in zip(before, after, strict=True)), default=0.0)
    return difference / max(largest, FLOOR)
