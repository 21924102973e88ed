"""The values after, as the JSON that github-action-benchmark's customSmallerIsBetter reads."""

import json
from collections.abc import Mapping
from math import isfinite

from attnreport.regression.finding import Finding
from attnreport.regression.formats.finding_text import change_text, line_text
from attnreport.regression.report import RegressionReport
from attnreport.regression.value import RATIO_UNIT
from attnreport.text import printable, unique

SCALES: Mapping[str, tuple[str, float]] = {"s": ("ms", 1e3), "bytes": ("MiB", 2.0**-20)}
"""By stored unit, the unit of the chart and how many of it make one; others are as stored."""

OF_ITS_MARKDOWN = str.maketrans({"|": "¦", "`": "'"})
"""The action puts names between backticks into a table of its own, and escapes nothing."""


def render(report: RegressionReport) -> str:
    """A list of name, unit, value, range and extra; in all of them smaller is better."""
    findings = [finding for finding in report.findings if _has_size(finding)]
    names = unique(map(_name, findings))
    entries = [_entry(name, finding) for name, finding in zip(names, findings, strict=True)]
    return json.dumps(entries, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _has_size(finding: Finding) -> bool:
    """Whether it has a number that is better or worse: an output has none."""
    is_known = finding.after is not None and isfinite(finding.after)
    return is_known and finding.metric.has_direction


def _name(finding: Finding) -> str:
    """By the row, which keeps its name from run to run."""
    unit = f" ({RATIO_UNIT})" if finding.is_of_ratio else ""
    return printable(f"{finding.row}: {finding.title}{unit}").translate(OF_ITS_MARKDOWN)


def _entry(name: str, finding: Finding) -> dict[str, str | float]:
    unit, value = _smaller_is_better(finding, finding.after or 0.0)
    change = {} if finding.change is None else {"range": change_text(finding)}
    extra = f"{finding.verdict}. {line_text(finding)}"
    # The sizes of charts need no more digits than these, and no traces of binary fractions.
    return {"name": name, "unit": unit, "value": float(f"{value:.10g}"), **change, "extra": extra}


def _smaller_is_better(finding: Finding, value: float) -> tuple[str, float]:
    """The unit of the chart, and the value in it; of what should rise, how far it falls short."""
    unit = finding.metric.unit
    if finding.is_of_ratio:
        return RATIO_UNIT, value
    if not finding.metric.lower_is_better:
        return ("% error", 100 - value) if unit == "%" else (f"{unit} below 0".strip(), -value)
    name, size = SCALES.get(unit, (unit, 1.0))
    return name, value * size
