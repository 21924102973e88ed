"""How a history prints its values, changes, commits and units."""

from attnreport.history.entry import Entry
from attnreport.history.series import Series
from attnreport.history.steps import Step
from attnreport.regression.quantity import Quantity
from attnreport.text import printable
from attnreport.units import MISSING

COMMIT_DIGITS = 7


def series_title(series: Series) -> str:
    """The metric with its detail, and of what a ratio is one: Latency (× baseline)."""
    detail = series.detail or (series.unit if series.is_ratio else "")
    return printable(series.metric.title_with(detail))


def value_text(value: float, series: Series) -> str:
    """A value with its unit, counts to the last digit."""
    return series.metric.figure_text(value, is_ratio=series.is_ratio)


def change_text(step: Step, metric: Quantity) -> str:
    """By how much the level changed: +0.60 points, +86, +5.1 %."""
    return metric.step_text(step.before, step.after)


def direction_text(step: Step, metric: Quantity) -> str:
    """Whether the change is one for the worse."""
    return "worse" if (step.after > step.before) == metric.lower_is_better else "better"


def commit_text(entry: Entry) -> str:
    """The short name of the run's commit."""
    return printable(entry.commit or "")[:COMMIT_DIGITS] or MISSING


def date_text(entry: Entry) -> str:
    """The day of the run, UTC."""
    return f"{entry.at:%Y-%m-%d}"
