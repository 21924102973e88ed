"""The worst comes first."""

from collections.abc import Callable

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.order import WORST_FIRST, worst_first
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]


def test_every_verdict_has_its_place(report: RegressionReport) -> None:
    assert set(WORST_FIRST) == set(Verdict)
    places = [WORST_FIRST.index(finding.verdict) for finding in worst_first(report.findings)]
    assert places == sorted(places)


def test_of_one_verdict_the_largest_change_comes_first(make_finding: MakeFinding) -> None:
    points = make_finding("a", "score", Verdict.REGRESSED, change=-5.0)
    share = make_finding("b", "latency", Verdict.REGRESSED, change=0.061)
    less = make_finding("c", "latency", Verdict.REGRESSED, change=0.031)
    unknown = make_finding("d", "output", Verdict.REGRESSED)
    assert worst_first([unknown, less, points, share]) == [share, points, less, unknown]


def test_findings_alike_stay_as_measured(make_finding: MakeFinding) -> None:
    findings = [make_finding(row, "params", change=0.0) for row in "cab"]
    assert worst_first(findings) == findings
