"""The values after, as the JSON that github-action-benchmark's customSmallerIsBetter reads."""

import json
from collections.abc import Callable, Mapping
from math import isfinite

from attnreport.regression.finding import Finding
from attnreport.regression.formats.finding_text import change_text, line_text
from attnreport.regression.metric import Kind
from attnreport.regression.names import unique
from attnreport.regression.report import RegressionReport
from attnreport.tables.console import printable

SCALES: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "s": ("ms", lambda value: value * 1e3),
    "bytes": ("MiB", lambda value: value / 2**20),
    "%": ("% error", lambda value: 100 - value),
}
"""By stored unit, the unit of the chart and the value in it; others are as they are stored."""

OF_ITS_MARKDOWN = str.maketrans({"|": "¦", "`": "'"})
"""The action puts names between backticks into a table of its own, and escapes nothing."""


def render(report: RegressionReport) -> str:
    """A list of name, unit, value, range and extra; in all of them smaller is better."""
    found = [each for each in report.findings if _has_size(each)]
    names = unique(map(_name, found))
    entries = [_entry(name, finding) for name, finding in zip(names, found, strict=True)]
    return json.dumps(entries, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _has_size(finding: Finding) -> bool:
    """Whether it has a number of which less is better: an output has none."""
    is_known = finding.after is not None and isfinite(finding.after)
    return is_known and finding.metric.kind is not Kind.OUTPUT


def _name(finding: Finding) -> str:
    """By the row, which keeps its name from run to run."""
    unit = " (× baseline)" if finding.is_of_ratio else ""
    return printable(f"{finding.row}: {finding.title}{unit}").translate(OF_ITS_MARKDOWN)


def _entry(name: str, finding: Finding) -> dict[str, str | float]:
    value, unit = finding.after or 0.0, finding.metric.unit
    if finding.is_of_ratio:
        unit = "× baseline"
    elif unit in SCALES:
        unit, in_unit = SCALES[unit]
        value = in_unit(value)
    change = {} if finding.change is None else {"range": change_text(finding)}
    extra = f"{finding.verdict}. {line_text(finding)}"
    # The sizes of charts need no more digits than these, and no traces of binary fractions.
    return {"name": name, "unit": unit, "value": float(f"{value:.10g}"), **change, "extra": extra}
