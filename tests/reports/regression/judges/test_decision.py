"""The decision is monotone in the change, and symmetric where it should be."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.regression.finding import Verdict
from attnreport.regression.judges.decision import decide, is_nothing

CHANGE = st.floats(-1, 1)
HALF = st.floats(0, 1)
MINIMUM = st.floats(0, 0.5)
SHIFT = st.floats(0, 1)

BADNESS = {Verdict.IMPROVED: 0, Verdict.OK: 1, Verdict.TOO_NOISY: 2, Verdict.REGRESSED: 3}


@pytest.mark.parametrize(
    ("estimate", "low", "high", "verdict"),
    [
        (0.05, 0.04, 0.06, Verdict.REGRESSED),
        (0.03, 0.001, 0.06, Verdict.REGRESSED),
        (-0.05, -0.06, -0.04, Verdict.IMPROVED),
        (0.02, 0.01, 0.04, Verdict.TOO_NOISY),
        (0.02, 0.01, 0.025, Verdict.OK),
        (0.0, -0.02, 0.02, Verdict.OK),
        (0.0, -0.04, 0.04, Verdict.TOO_NOISY),
        (0.05, -0.01, 0.11, Verdict.TOO_NOISY),
        (-0.05, -0.11, 0.01, Verdict.OK),
        (0.0, 0.0, 0.0, Verdict.OK),
    ],
)
def test_the_cases_are_those_of_the_definition(
    estimate: float, low: float, high: float, verdict: Verdict
) -> None:
    assert decide(estimate, low, high, 0.03) is verdict


@given(st.permutations([nan, 0.1, 0.2]) | st.permutations([inf, 0.1, 0.2]), MINIMUM)
def test_what_is_no_number_is_broken(numbers: list[float], minimum: float) -> None:
    estimate, low, high = numbers
    assert decide(estimate, low, high, minimum) is Verdict.BROKEN


@given(CHANGE, HALF, MINIMUM, SHIFT)
def test_a_larger_change_is_never_a_better_verdict(
    change: float, half: float, minimum: float, shift: float
) -> None:
    less = decide(change, change - half, change + half, minimum)
    more = decide(change + shift, change + shift - half, change + shift + half, minimum)
    assert BADNESS[more] >= BADNESS[less]


@given(CHANGE, HALF, st.floats(1e-6, 0.5))
def test_a_regression_mirrored_is_an_improvement(
    change: float, half: float, minimum: float
) -> None:
    verdict = decide(change, change - half, change + half, minimum)
    mirrored = decide(-change, -change - half, -change + half, minimum)
    assert (verdict is Verdict.REGRESSED) == (mirrored is Verdict.IMPROVED)


@given(CHANGE, HALF, SHIFT, MINIMUM)
def test_more_noise_never_turns_a_build_red(
    change: float, half: float, more: float, minimum: float
) -> None:
    wide = decide(change, change - half - more, change + half + more, minimum)
    if wide is Verdict.REGRESSED:
        assert decide(change, change - half, change + half, minimum) is Verdict.REGRESSED


@given(CHANGE, HALF, MINIMUM)
def test_a_null_comparison_is_the_same_from_both_sides(
    change: float, half: float, minimum: float
) -> None:
    forth = is_nothing(change, change - half, change + half, minimum)
    assert forth == is_nothing(-change, -change - half, -change + half, minimum)


@pytest.mark.parametrize(
    ("estimate", "half", "sound"), [(0.0, 0.02, True), (-0.02, 0.025, False), (0.05, 0.01, False)]
)
def test_a_null_comparison_must_exclude_the_minimum_on_both_sides(
    estimate: float, half: float, *, sound: bool
) -> None:
    assert is_nothing(estimate, estimate - half, estimate + half, 0.03) is sound
