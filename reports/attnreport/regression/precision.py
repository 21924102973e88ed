"""When a session has lasted long enough."""

from collections.abc import Iterable

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Metric
from attnreport.regression.report import RegressionReport

FINENESS = 2 / 3
"""To either side an interval reaches at most this part of the least effect."""


def is_precise(report: RegressionReport, metrics: Iterable[Metric]) -> bool:
    """Whether more rounds would tell nothing new of any time.

    Args:
        report: Of what has been measured so far.
        metrics: With the least effect of each row.
    """
    rules = {metric.name: metric.rule for metric in metrics}
    times = (finding for finding in report.findings if finding.metric.is_timed)
    return all(_is_clear(time, rules[time.metric.name].least_effect(time.row)) for time in times)


def _is_clear(finding: Finding, minimum: float) -> bool:
    if finding.verdict not in (Verdict.REGRESSED, Verdict.IMPROVED, Verdict.TOO_NOISY):
        return True
    if finding.low is None or finding.high is None:
        return False
    match finding.verdict:
        case Verdict.REGRESSED if finding.low >= minimum:
            return True
        case Verdict.IMPROVED if finding.high <= -minimum:
            return True
    return finding.high - finding.low <= 2 * minimum * FINENESS
