"""One figure of one row, as a history keeps it and a dashboard reads it."""

from dataclasses import dataclass

from attnreport.regression.quantity import Quantity

RATIO_UNIT = "× baseline"
"""Unit of a time over the baseline network's in the same rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure with its unit and spread."""

    row: str
    """The variant, as a record has it."""
    label: str
    """Its name in print."""
    metric: Quantity
    detail: str = ""
    """Which of several values: the counter torch, the score top1; else empty."""
    value: float
    is_ratio: bool = False
    """Whether it is a ratio to the baseline network of the same session."""
    spread: float | None = None
    """Standard deviation over seeds, half the interquartile range over rounds; None for counts."""

    @property
    def unit(self) -> str:
        """The metric's, or that of ratios."""
        return RATIO_UNIT if self.is_ratio else self.metric.unit
