"""A module that computes something else is told; rounding is not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import CostRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metrics.table import METRICS

Outputs = Mapping[str, tuple[float, ...]]
Judged = Callable[[Outputs, Outputs], list[Finding]]
MAP = "128x16x16 evaluation"
NUMBERS = (0.5, -2.0, 0.25)


def findings(pair: Pair) -> list[Finding]:
    return [
        statement for statement in METRICS["output"].judge(pair) if isinstance(statement, Finding)
    ]


@pytest.fixture(scope="module")
def judged(make_cost: Callable[[str], CostRecord], make_pair: Callable[..., Pair]) -> Judged:
    def judge(before: Outputs, after: Outputs) -> list[Finding]:
        cost = make_cost("ema")
        pair = make_pair([replace(cost, outputs=before)], [replace(cost, outputs=after)])
        return findings(pair)

    return judge


@given(st.floats(-4, 4), st.integers(0, 2))
def test_the_limit_is_a_share_of_the_largest_number(
    judged: Judged, steps: float, place: int
) -> None:
    # One step is the tolerance: 1e-4 of 2.0.
    after = [number + (steps * 2e-4 if i == place else 0) for i, number in enumerate(NUMBERS)]
    (finding,) = judged({MAP: NUMBERS}, {MAP: tuple(after)})
    assert finding.change == pytest.approx(abs(steps) * 1e-4, abs=1e-9)
    if abs(abs(steps) - 1) > 1e-6:
        assert finding.verdict is (Verdict.OK if abs(steps) < 1 else Verdict.REGRESSED)
    assert finding.detail == MAP
    assert "0.0001" in finding.reason


def test_an_output_of_zeros_may_differ_by_rounding_alone(judged: Judged) -> None:
    zeros = {MAP: (0.0, 0.0)}
    assert judged(zeros, {MAP: (0.0, 1e-8)})[0].verdict is Verdict.OK
    assert judged(zeros, {MAP: (0.0, 1e-4)})[0].verdict is Verdict.REGRESSED


def test_differences_of_both_signs_do_not_cancel(judged: Judged) -> None:
    (finding,) = judged({MAP: (1.0, 2.0)}, {MAP: (1.5, 1.5)})
    assert finding.verdict is Verdict.REGRESSED
    assert finding.change == pytest.approx(0.25)


@pytest.mark.parametrize("wrong", [nan, inf, -inf])
def test_an_output_that_is_not_finite_is_broken_whichever_side_it_is_on(
    judged: Judged, wrong: float
) -> None:
    good, bad = {MAP: (1.0, 2.0)}, {MAP: (1.0, wrong)}
    assert judged(good, bad)[0].verdict is Verdict.BROKEN
    assert "now" in judged(good, bad)[0].reason
    assert "reference results" in judged(bad, good)[0].reason
    assert judged(bad, bad)[0].verdict is Verdict.BROKEN


def test_another_number_of_numbers_is_broken(judged: Judged) -> None:
    (finding,) = judged({MAP: (1.0, 2.0)}, {MAP: (1.0,)})
    assert finding.verdict is Verdict.BROKEN
    assert "save them again" in finding.reason


def test_maps_of_one_side_are_new_or_missing(judged: Judged) -> None:
    by_map = judged({"a": NUMBERS, "b": NUMBERS}, {"b": NUMBERS, "c": NUMBERS})
    assert {finding.detail: finding.verdict for finding in by_map} == {
        "a": Verdict.MISSING,
        "b": Verdict.OK,
        "c": Verdict.NEW,
    }


def test_a_row_without_outputs_has_no_finding(judged: Judged) -> None:
    assert judged({}, {}) == []


def test_a_row_that_fails_or_is_gone_is_told_once(
    make_cost: Callable[[str], CostRecord], make_pair: Callable[..., Pair]
) -> None:
    before = replace(make_cost("ema"), outputs={"a": NUMBERS, "b": NUMBERS})
    failed = replace(before, outputs={}, error="does not fit")
    verdicts = [
        [finding.verdict for finding in findings(pair)]
        for pair in (make_pair([before], [failed]), make_pair([before], [make_cost("ca")]))
    ]
    assert verdicts == [[Verdict.BROKEN], [Verdict.MISSING]]
