"""What every judge works with and says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.quantity import Quantity

if TYPE_CHECKING:  # it loads scipy
    from attnreport.regression.judges.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be compared, and why."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know beside the findings."""

    sentence: str


MOST = 2**63
"""A larger count is damage."""

Statement = Finding | Refused | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a finding is about: one metric of one row."""

    row: str
    label: str
    metric: Quantity
    detail: str = ""

    def finding(
        self,
        verdict: Verdict,
        reason: str,
        *,
        before: float | None = None,
        after: float | None = None,
        change: float | None = None,
        estimate: "Estimate | None" = None,
        is_of_ratio: bool = False,
    ) -> Finding:
        """A finding about it; an estimate is a change with its interval."""
        return Finding(
            row=self.row,
            label=self.label,
            metric=self.metric,
            detail=self.detail,
            verdict=verdict,
            before=before,
            after=after,
            change=estimate.value if estimate else change,
            low=estimate.low if estimate else None,
            high=estimate.high if estimate else None,
            is_of_ratio=is_of_ratio,
            reason=reason,
        )

    def new(self, after: float | None = None) -> Finding:
        """A finding that only the current results have it."""
        return self.finding(Verdict.NEW, "The reference results do not have it.", after=after)

    def missing(self) -> Finding:
        """A finding that only the reference results have it."""
        reason = "The reference results have it, and the current results do not."
        return self.finding(Verdict.MISSING, reason)

    def failed(self, error: str) -> Finding:
        """A finding that its measurement ended in an error."""
        return self.finding(Verdict.BROKEN, f"It failed: {first_sentence(error)}")


def listed(values: Iterable[object]) -> str:
    """Values in a sentence, in the order of their texts."""
    return ", ".join(sorted(map(str, values)))


def first_sentence(error: str) -> str:
    """The first line of an error, up to the end of its first sentence."""
    line = next(iter(error.strip().splitlines()), "without a message")
    return line.partition(". ")[0]
