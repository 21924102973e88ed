"""Findings in the order in which somebody should look at them."""

from collections.abc import Iterable

from attnreport.regression.finding import Finding, Verdict

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
    return sorted(findings, key=lambda one: (WORST_FIRST.index(one.verdict), -_share(one)))


def _share(finding: Finding) -> float:
    return finding.metric.share(finding.change or 0.0)
