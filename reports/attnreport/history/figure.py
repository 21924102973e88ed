"""One figure of a run, as a line of a history holds it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from attnreport.record import ScoreKind
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.quantity import Quantity
from attnreport.regression.value import RATIO_UNIT, Value

LARGEST = 1e30
"""A larger figure is damage."""

SMALLEST = 1e-30
"""A smaller figure is read as 0: its exponent would fill a picture."""


def _known_metric(name: str) -> str:
    if name not in METRICS:
        raise ValueError(f"unknown metric {name!r}")
    return name


def _rounded(value: float) -> float:
    return value if abs(value) >= SMALLEST else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a run; a row's name may hold any character, so the parts stand apart."""

    row: str
    """The variant, as a record has it."""
    label: str
    """Its name in print."""
    metric: Annotated[str, AfterValidator(_known_metric)]
    """Its name among the metrics."""
    detail: str = ""
    """Which of several values: the counter torch, the score top1; else empty."""
    score: ScoreKind | None = None
    """What the records say of a task's score; None for other metrics."""
    is_ratio: bool = False
    """Whether it is a ratio to the baseline network of the same session."""
    value: Annotated[float, Field(ge=-LARGEST, le=LARGEST), AfterValidator(_rounded)]
    """In the metric's unit, or a ratio."""

    @property
    def measures(self) -> Quantity:
        """The metric itself."""
        return METRICS[self.metric].of(self.score)

    @property
    def unit(self) -> str:
        """The metric's, or that of ratios."""
        return RATIO_UNIT if self.is_ratio else self.measures.unit


def figure_of(value: Value) -> Figure:
    """A value of a result set as a history keeps it."""
    return Figure(
        row=value.row,
        label=value.label,
        metric=value.metric.name,
        detail=value.detail,
        score=value.metric.score,
        is_ratio=value.is_ratio,
        value=value.value,
    )
