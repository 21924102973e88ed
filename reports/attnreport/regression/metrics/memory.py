"""Peak memory: the same in every run, but for the allocator, and so a least effect alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from attnreport.record import BASELINE, AnyRecord, SpeedRecord
from attnreport.regression.cells import Cells, Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.conditions import MEMORY_DEPENDS_ON, refusal
from attnreport.regression.judges.decision import decide
from attnreport.regression.judges.judging import MOST, Refused, Statement, Subject
from attnreport.regression.metric import CellKind, Metric
from attnreport.regression.quantity import Tracking
from attnreport.regression.result_set import ResultSet
from attnreport.regression.rule import EffectRule, Share
from attnreport.regression.session_values import Peaks, PeaksOf, rows_of, sessions
from attnreport.regression.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRule(EffectRule):
    """A least effect, as a share of what it was before."""

    minimum_effect: Share = 0.03
    rows: Mapping[str, Share] = field(default_factory=dict)

    def __str__(self) -> str:
        """As a report says it."""
        return f"at least {100 * self.minimum_effect:g} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory(Metric):
    """A peak of the speed record."""

    rule: MemoryRule = field(default=MemoryRule(), compare=False)
    peaks_of: PeaksOf

    kind: ClassVar[str] = "memory"
    judgement: ClassVar[str] = "ratio, least effect"
    tracking: ClassVar[Tracking | None] = Tracking(is_of_machine=True)
    cell: ClassVar[CellKind] = "speed"

    def is_in(self, record: AnyRecord) -> bool:
        """Whether a record has a peak."""
        return isinstance(record, SpeedRecord) and bool(self.peaks_of(record))

    def refusal(self, before: Cells, session: SpeedRecord) -> str:
        """Why a session's peaks could not be compared with a set's."""
        old = before.fullest(self.peaks_of)
        return refusal(self, MEMORY_DEPENDS_ON, old, session) if old else ""

    def judge(self, pair: Pair) -> Iterator[Statement]:
        """A finding for each row: its ratio to the baseline network, and that network's bytes."""
        old, new = pair.before.fullest(self.peaks_of), pair.after.fullest(self.peaks_of)
        if old and new and (sentence := refusal(self, MEMORY_DEPENDS_ON, old, new)):
            yield Refused(sentence)
        else:
            before, after = (self.peaks_of(session) if session else {} for session in (old, new))
            for row in rows_of(before, after):
                minimum = self.rule.least_effect(row)
                yield _judged(pair.subject(row, self), before, after, minimum)

    def values(self, results: ResultSet) -> Iterator[Value]:
        """The newest peak of each row."""
        peaks, labels = [self.peaks_of(session) for session in sessions(results)], results.labels
        for row in rows_of(*peaks):
            newest = next(by_row[row] for by_row in peaks if row in by_row)
            yield Value(row=row, label=labels.get(row, row), metric=self, value=float(newest))


def _judged(subject: Subject, before: Peaks, after: Peaks, minimum: float) -> Finding:
    if subject.row not in before:
        return subject.new()
    if subject.row not in after:
        return subject.missing()
    is_of_ratio = subject.row != BASELINE
    for peaks in (before, after):
        for row in dict.fromkeys((subject.row, BASELINE)):
            if not 0 < peaks.get(row, 0) < MOST:
                reason = f"A peak of {peaks.get(row, 'no')} bytes is impossible ({row})."
                return subject.finding(Verdict.BROKEN, reason)
    old, new = (
        peaks[subject.row] / (peaks[BASELINE] if is_of_ratio else 1) for peaks in (before, after)
    )
    change = new / old - 1
    values = (
        f"{new:.4f} times the baseline network's bytes instead of {old:.4f}"
        if is_of_ratio
        else f"{new:,.0f} bytes instead of {old:,.0f}"
    )
    return subject.finding(
        decide(change, change, change, minimum),
        f"{values}, {100 * change:+.2f} %; {100 * minimum:g} % or more counts.",
        before=old,
        after=new,
        change=change,
        is_of_ratio=is_of_ratio,
    )
