"""Any change of a count is told, counter by counter."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import CostRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import METRICS

MakeCost = Callable[[str], CostRecord]
MakePair = Callable[..., Pair]
PARAMS, MACS = METRICS["params"], METRICS["macs"]


def findings(metric: Metric, pair: Pair) -> list[Finding]:
    return [statement for statement in metric.judge(pair) if isinstance(statement, Finding)]


@pytest.fixture(scope="module")
def judged(make_cost: MakeCost, make_pair: MakePair) -> Callable[..., list[Finding]]:
    def judge(**changes: object) -> list[Finding]:
        before = make_cost("eca")
        pair = make_pair([before], [replace(before, **changes)])  # type: ignore[arg-type]
        return [finding for metric in (PARAMS, MACS) for finding in findings(metric, pair)]

    return judge


def test_equal_counts_are_ok_with_a_finding_for_each_counter(
    judged: Callable[..., list[Finding]],
) -> None:
    counted = judged()
    assert [finding.title for finding in counted] == [
        "#.Param.",
        "FLOPs (torch)",
        "FLOPs (fvcore)",
        "FLOPs (thop)",
    ]
    assert {finding.verdict for finding in counted} == {Verdict.OK}
    assert all(finding.change == 0 for finding in counted)
    assert counted[0].label == "ECA"


@given(st.integers(-1000, 1000))
def test_more_parameters_are_a_regression_and_fewer_an_improvement(
    judged: Callable[..., list[Finding]], more: int
) -> None:
    finding = judged(params=23_705_338 + more)[0]
    expected = Verdict.REGRESSED if more > 0 else Verdict.IMPROVED if more else Verdict.OK
    assert finding.verdict is expected
    assert (finding.before, finding.after) == (23_705_338, 23_705_338 + more)
    assert finding.change == pytest.approx(more / 23_705_338)
    assert "23,705,338" in finding.reason


def test_a_single_counter_that_differs_is_named(judged: Callable[..., list[Finding]]) -> None:
    counted = judged(macs={"torch": 2, "fvcore": 1_298_034_368, "thop": 1_319_464_640})
    verdicts = {finding.detail: finding.verdict for finding in counted}
    assert verdicts["torch"] is Verdict.IMPROVED
    assert verdicts["fvcore"] is verdicts["thop"] is Verdict.OK


@pytest.mark.parametrize("macs", [{}, {"torch": None, "fvcore": None, "thop": None}])
def test_a_counter_that_no_longer_counts_is_broken(
    judged: Callable[..., list[Finding]], macs: dict[str, None]
) -> None:
    counted = judged(macs=macs)[1:]
    assert [finding.verdict for finding in counted] == [Verdict.BROKEN] * 3


def test_what_could_not_be_counted_before_is_new_or_nothing(
    make_cost: MakeCost, make_pair: MakePair
) -> None:
    before = make_cost("ema")
    same = {finding.detail: finding for finding in findings(MACS, make_pair([before], [before]))}
    assert same.keys() == {"torch", "thop"}
    counted = replace(before, macs={**before.macs, "fvcore": 5})
    by_counter = {
        finding.detail: finding for finding in findings(MACS, make_pair([before], [counted]))
    }
    assert by_counter["fvcore"].verdict is Verdict.NEW


def test_rows_of_one_set_are_new_or_missing(make_cost: MakeCost, make_pair: MakePair) -> None:
    pair = make_pair(
        [make_cost("baseline"), make_cost("ca")], [make_cost("baseline"), make_cost("ema")]
    )
    verdicts = {finding.row: finding.verdict for finding in findings(PARAMS, pair)}
    assert verdicts == {"baseline": Verdict.OK, "ca": Verdict.MISSING, "ema": Verdict.NEW}


def test_a_row_that_is_gone_is_told_once_with_the_counters_that_counted_it(
    make_cost: MakeCost, make_pair: MakePair
) -> None:
    pair = make_pair([make_cost("ema")], [])
    gone = [finding for metric in (PARAMS, MACS) for finding in findings(metric, pair)]
    assert [finding.title for finding in gone] == ["#.Param.", "FLOPs (torch, thop)"]
    assert {finding.verdict for finding in gone} == {Verdict.MISSING}


def test_a_row_that_fails_now_is_broken_by_its_first_sentence(
    make_cost: MakeCost, make_pair: MakePair
) -> None:
    cost = make_cost("eca")
    failed = replace(cost, params=None, macs={}, error="out of memory. Try less\nand more")
    broken = findings(PARAMS, make_pair([cost], [failed]))
    assert [(finding.verdict, finding.reason) for finding in broken] == [
        (Verdict.BROKEN, "It failed: out of memory")
    ]
    recovered = findings(PARAMS, make_pair([failed], [cost]))
    assert [item.verdict for item in recovered] == [Verdict.NEW]


def test_an_older_success_does_not_hide_that_the_row_fails_now(
    make_cost: MakeCost, make_pair: MakePair
) -> None:
    cost = make_cost("eca")
    failed = replace(cost, key="other", error="no", started_at="2026-02-01T00:00:00+00:00")
    for records in ([cost, failed], [failed, cost]):
        broken = findings(PARAMS, make_pair([cost], records))
        assert [finding.verdict for finding in broken] == [Verdict.BROKEN]


@pytest.mark.parametrize("count", [-1, 10**400])
def test_what_is_no_count_is_broken(judged: Callable[..., list[Finding]], count: int) -> None:
    assert judged(params=count)[0].verdict is Verdict.BROKEN


def test_a_count_that_was_nothing_has_no_share_of_change(
    make_cost: MakeCost, make_pair: MakePair
) -> None:
    pair = make_pair([replace(make_cost("eca"), params=0)], [make_cost("eca")])
    finding = findings(PARAMS, pair)[0]
    assert (finding.verdict, finding.change) == (Verdict.REGRESSED, None)
