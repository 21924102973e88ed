"""What became of one metric of one row."""

from dataclasses import dataclass
from enum import StrEnum

from attnreport.regression.quantity import Quantity


class Verdict(StrEnum):
    """The verdict on one metric of one row."""

    OK = "ok"
    IMPROVED = "improved"
    REGRESSED = "regressed"
    TOO_NOISY = "too noisy"
    """Neither a regression nor its absence can be shown."""
    BROKEN = "broken"
    """It was to be measured and failed, or gave no number."""
    NEW = "new"
    """The reference results do not have it."""
    MISSING = "missing"
    """The reference results have it, and it was not measured."""


RED = (Verdict.REGRESSED, Verdict.BROKEN, Verdict.MISSING)
"""What turns a build red."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One metric of one row, before and after."""

    row: str
    """The variant, as a record has it: baseline, ema, ema(groups=16)."""
    label: str
    """Its name in print."""
    metric: Quantity
    detail: str = ""
    """Which of several values: the counter torch, the score top1, the map 128x16x16; else empty."""
    verdict: Verdict
    before: float | None = None
    """In the metric's unit; None where there is none."""
    after: float | None = None
    change: float | None = None
    """A score's: after less before. Else the share by which it grew: 0.05 is 5 % more."""
    low: float | None = None
    high: float | None = None
    """Ends of the change's interval; None where there is no spread."""
    is_of_ratio: bool = False
    """Whether before and after are ratios to the baseline network of the same session."""
    reason: str = ""
    """One sentence: what was compared with what, the test and the limit."""

    @property
    def title(self) -> str:
        """The metric with its detail: FLOPs (torch)."""
        return self.metric.title_with(self.detail)
