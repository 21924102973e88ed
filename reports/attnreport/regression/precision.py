"""When a session has lasted long enough."""

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Kind
from attnreport.regression.report import RegressionReport
from attnreport.regression.rules import Rules

FINENESS = 2 / 3
"""To either side an interval reaches at most so large a part of the least effect."""


def is_precise(report: RegressionReport, rules: Rules) -> bool:
    """Whether more rounds would tell nothing new of any time.

    Args:
        report: Of what has been measured so far.
        rules: With the least effect of each metric and row.
    """
    times = (each for each in report.findings if each.metric.kind is Kind.TIME)
    return all(_is_clear(each, rules.minimum_effect(each.metric.name, each.row)) for each in times)


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
