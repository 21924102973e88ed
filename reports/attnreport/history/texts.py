"""How a history prints its values, changes, commits and units."""

from dataclasses import dataclass
from statistics import median

from attnreport.console import printable
from attnreport.history.entry import Entry
from attnreport.history.series import Series
from attnreport.history.steps import Step
from attnreport.regression.metric import Kind, Metric
from attnreport.units import MISSING, SCALES, signed_text

COMMIT_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintUnit:
    """A unit in which values print as short numbers."""

    size: float
    """In the unit of the stored values."""
    name: str


PRINT_UNITS = {
    "s": (
        PrintUnit(size=1.0, name="s"),
        PrintUnit(size=1e-3, name="ms"),
        PrintUnit(size=1e-6, name="µs"),
    ),
    "bytes": (
        PrintUnit(size=2.0**30, name="GiB"),
        PrintUnit(size=2.0**20, name="MiB"),
        PrintUnit(size=2.0**10, name="KiB"),
        PrintUnit(size=1.0, name="bytes"),
    ),
    **{
        unit: tuple(PrintUnit(size=size, name=f"{sign} {unit}".strip()) for size, sign in SCALES)
        for unit in ("parameters", "MACs")
    },
}
"""By the unit of the stored values, largest first; the others are printed as they are."""


def print_unit(unit: str, values: tuple[float, ...]) -> PrintUnit:
    """The largest unit in which the usual value is 1 or more."""
    choices = PRINT_UNITS.get(unit, (PrintUnit(size=1.0, name=unit),))
    usual = median(map(abs, values))
    return next((choice for choice in choices if usual >= choice.size), choices[-1])


def series_title(series: Series) -> str:
    """The metric with its detail, and of what a ratio is one: Latency (× baseline)."""
    detail = printable(series.detail) or (series.unit if series.is_ratio else "")
    return metric_title(series.metric, detail)


def metric_title(metric: Metric, detail: str) -> str:
    """The metric with its detail: FLOPs (torch)."""
    return f"{metric.title} ({printable(detail)})" if detail else metric.title


def value_text(value: float, series: Series) -> str:
    """A value with its unit, counts to the last digit."""
    if series.metric.kind is Kind.EXACT:
        return f"{value:,.0f}"
    if series.is_ratio:
        return f"{value:.3f}"
    if series.metric.kind is Kind.SCORE:
        return f"{value:.2f} {series.unit}"
    unit = print_unit(series.unit, (value,))
    return f"{value / unit.size:.4g} {unit.name}"


def change_text(step: Step, metric: Metric) -> str:
    """By how much the level changed: +0.60 points, +86, +5.1 %."""
    if metric.kind is Kind.SCORE:
        return f"{signed_text(step.after - step.before)} points"
    if metric.kind is Kind.EXACT:
        return f"{step.after - step.before:+,.0f}"
    return MISSING if step.share is None else f"{signed_text(100 * step.share, 1)} %"


def direction_text(step: Step, metric: Metric) -> str:
    """Whether the change is one for the worse."""
    return "worse" if (step.after > step.before) == metric.lower_is_better else "better"


def commit_text(entry: Entry) -> str:
    """The short name of the run's commit."""
    return printable(entry.commit or "")[:COMMIT_DIGITS] or MISSING


def date_text(entry: Entry) -> str:
    """The day of the run, UTC."""
    return f"{entry.at:%Y-%m-%d}"
