"""A picture of a regression report: by how much each measurement changed."""

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

from attnreport.errors import NothingToDraw
from attnreport.intervals_plot import draw_intervals
from attnreport.regression.finding import RED, Finding, Verdict
from attnreport.regression.formats.order import worst_first
from attnreport.regression.report import RegressionReport
from attnreport.statistics import Median

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DRAWN = 40
"""Measurements that a picture has room for."""

PLAIN = "#707070"
COLOURS: Mapping[Verdict, str] = {
    **dict.fromkeys(RED, "#d55e00"),
    Verdict.IMPROVED: "#009e73",
    Verdict.TOO_NOISY: "#cc79a7",
}
"""The colour-blind tell them apart too (Okabe and Ito, 2008)."""


def draw_report(report: RegressionReport, axes: "Axes") -> None:
    """Draw the changes of sizes, times and memory in percent, the worst first.

    Scores and outputs are left out: their changes are no shares.

    Args:
        report: What a comparison found.
        axes: Where to draw; nothing else of the figure changes.

    Raises:
        NothingToDraw: if no such change is known.
    """
    shares = [finding for finding in worst_first(report.findings) if _is_share(finding)]
    if not shares:
        raise NothingToDraw("no change of a size, a time or memory is known; compare such metrics")
    lines = [
        (f"{finding.label} {finding.title}", _percent(finding), _colour(finding))
        for finding in shares[:MOST_DRAWN]
    ]
    draw_intervals(axes, lines, "Change (%)", 0)


def _is_share(finding: Finding) -> bool:
    is_known = finding.change is not None and isfinite(finding.change)
    return is_known and finding.metric.has_direction and finding.metric.score is None


def _percent(finding: Finding) -> Median:
    change = Median(value=finding.change or 0.0, low=finding.low, high=finding.high)
    return change.map(lambda share: 100 * share)


def _colour(finding: Finding) -> str:
    return COLOURS.get(finding.verdict, PLAIN)
