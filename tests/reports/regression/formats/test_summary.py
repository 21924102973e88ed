"""One sentence says what was found, and does not call nothing green."""

from collections.abc import Callable

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.summary import headline, summary
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]


def test_the_worst_are_named_and_all_are_counted(report: RegressionReport) -> None:
    assert headline(report) == "regressed"
    assert summary(report) == (
        "3 of 14 measurements got worse (EMA Latency +6.1 %; EMA Score (top1) -1.25 points; "
        "EMA Output (128x16x16 evaluation) 0.31 % apart), 1 broken, 1 missing, 1 too noisy, "
        "1 new, 2 improved, 5 ok, 1 comparison refused"
    )


def test_of_many_only_the_first_are_named(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    worse = [make_finding(f"row{i}", "params", Verdict.REGRESSED, change=0.5) for i in range(5)]
    assert summary(make_report(*worse)) == (
        "5 of 5 measurements got worse (ROW0 #.Param. +50.0 %; ROW1 #.Param. +50.0 %; "
        "ROW2 #.Param. +50.0 %; 2 more)"
    )


def test_where_nothing_got_worse_none_did(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    passed = make_report(make_finding("ema", "params"))
    assert (headline(passed), summary(passed)) == ("ok", "none of 1 measurement got worse, 1 ok")


def test_nothing_compared_is_not_called_ok(make_report: MakeReport) -> None:
    assert headline(make_report()) == "nothing was compared"
    assert summary(make_report()) == "no measurements"
    refused = make_report(refused=("a", "b"))
    assert (headline(refused), summary(refused)) == (
        "nothing was compared",
        "2 comparisons refused",
    )
