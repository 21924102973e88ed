"""How a history prints its values, changes, commits and units."""

from attnreport.history.entry import Entry
from attnreport.history.series import Series
from attnreport.history.steps import Step
from attnreport.regression.metric import Kind, Metric
from attnreport.tables.console import printable
from attnreport.units import MISSING, measured_text, signed_text

COMMIT_DIGITS = 7


def series_title(series: Series) -> str:
    """The metric with its detail, and of what a ratio is one: Latency (× baseline)."""
    detail = series.detail or (series.unit if series.is_ratio else "")
    return printable(series.metric.title_with(detail))


def value_text(value: float, series: Series) -> str:
    """A value with its unit, counts to the last digit."""
    if series.metric.kind is Kind.EXACT:
        return f"{value:,.0f}"
    if series.is_ratio:
        return f"{value:.3f}"
    return measured_text(value, series.unit)


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
