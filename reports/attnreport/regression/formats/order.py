"""Findings in the order in which somebody should look at them."""

from collections.abc import Iterable

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Kind

WORST_FIRST = (
    Verdict.REGRESSED,
    Verdict.BROKEN,
    Verdict.MISSING,
    Verdict.TOO_NOISY,
    Verdict.NEW,
    Verdict.IMPROVED,
    Verdict.OK,
)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By verdict, then by size of the change, else as measured."""
    return sorted(findings, key=lambda each: (WORST_FIRST.index(each.verdict), -_share(each)))


def _share(finding: Finding) -> float:
    """The size of a change, points as shares of all images."""
    size = abs(finding.change or 0.0)
    return size / 100 if finding.metric.kind is Kind.SCORE else size
