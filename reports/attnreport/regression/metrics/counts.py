"""Counts, such as parameters: the same in every run of the same code, so any change counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from attnreport.record import AnyRecord, CostRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import MOST, Subject
from attnreport.regression.metric import CellKind, Metric
from attnreport.regression.quantity import Tracking
from attnreport.regression.result_set import ResultSet
from attnreport.regression.rule import Rule
from attnreport.regression.value import Value
from attnreport.units import count_text, scale_for, signed_percent_text

Counts = Mapping[str, int | None]
"""By counter; by the empty text where there is only one way to count."""

IN_PERCENT = 1e-4
"""A smaller change is given as a number: 1 parameter of a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule(Rule):
    """Any change counts; there is nothing to set."""

    def __str__(self) -> str:
        """As a report says it."""
        return "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Metric):
    """A count of the cost record."""

    rule: CountRule = field(default=CountRule(), compare=False)
    counts_of: Callable[[CostRecord], Counts]

    kind: ClassVar[str] = "exact"
    judgement: ClassVar[str] = "exact: any change counts"
    tracking: ClassVar[Tracking | None] = Tracking(is_exact=True)
    cell: ClassVar[CellKind] = "cost"

    def is_in(self, record: AnyRecord) -> bool:
        """Whether a record has a count."""
        return isinstance(record, CostRecord) and any(
            count is not None for count in self.counts_of(record).values()
        )

    def judge(self, pair: Pair) -> Iterator[Finding]:
        """A finding for each row, and for each way to count."""
        for row in pair.rows:
            old, new = pair.before.costs.get(row), pair.after.costs.get(row)
            before = self._counts(old)
            known = [detail for detail, count in before.items() if count is not None]
            if new is not None and new.error is not None:
                yield pair.subject(row, self).failed(new.error)
            elif new is None and known:
                yield pair.subject(row, self, ", ".join(known)).missing()
            else:
                after = self._counts(new)
                for detail in dict.fromkeys((*before, *after)):
                    subject = pair.subject(row, self, detail)
                    yield from _judged(subject, before.get(detail), after.get(detail))

    def _counts(self, record: CostRecord | None) -> Counts:
        return {} if record is None or record.error is not None else self.counts_of(record)

    def values(self, results: ResultSet) -> Iterator[Value]:
        """The counts of each row."""
        for record in results.records:
            if not isinstance(record, CostRecord):
                continue
            for detail, count in self._counts(record).items():
                if count is not None:
                    yield Value(
                        row=record.variant,
                        label=record.label,
                        metric=self,
                        detail=detail,
                        value=float(count),
                    )

    def value_texts(self, values: Sequence[float], *, is_of_ratio: bool) -> list[str]:
        """Counts in one scale, or in full where that would print different ones alike."""
        del is_of_ratio
        scale = scale_for(list(values))
        texts = [count_text(value, scale) for value in values]
        if len(set(texts)) == len(set(values)):
            return texts
        return [f"{value:,.0f}" for value in values]

    def figure_text(self, value: float, *, is_ratio: bool) -> str:
        """A count to its last digit."""
        del is_ratio
        return f"{value:,.0f}"

    def change_text(self, change: float, before: float | None, after: float | None) -> str:
        """A share, +6.1 %, or of a tiny change how many: +1."""
        if 0 < abs(change) < IN_PERCENT:
            return self.step_text(before or 0, after or 0)
        return signed_percent_text(change)

    def step_text(self, before: float, after: float) -> str:
        """By how many it changed: +86."""
        return f"{after - before:+,.0f}"


def _judged(subject: Subject, before: int | None, after: int | None) -> Iterator[Finding]:
    unit = subject.metric.unit
    impossible = [count for count in (before, after) if count is not None and not 0 <= count < MOST]
    if impossible:
        yield subject.finding(Verdict.BROKEN, f"{impossible[0]} {unit} cannot be.")
    elif before is None and after is not None:
        yield subject.new(after)
    elif before is not None and after is None:
        reason = f"The reference results have {before:,} {unit}, the current ones no count."
        yield subject.finding(Verdict.BROKEN, reason, before=before)
    elif before is not None and after is not None:
        yield _compared(subject, before, after)


def _compared(subject: Subject, before: int, after: int) -> Finding:
    unit = subject.metric.unit
    if before == after:
        verdict, reason = Verdict.OK, f"Still {after:,} {unit}."
    else:
        is_worse = (after > before) == subject.metric.lower_is_better
        verdict = Verdict.REGRESSED if is_worse else Verdict.IMPROVED
        reason = f"{after:,} {unit} instead of {before:,}; any change counts."
    change = after / before - 1 if before else None
    return subject.finding(verdict, reason, before=before, after=after, change=change)
