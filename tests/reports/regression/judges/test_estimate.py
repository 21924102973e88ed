"""Intervals cover what they claim, and the estimate of a block wastes none of its rounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from attnreport.regression.judges.estimate import (
    Estimate,
    hodges_lehmann,
    mean_estimate,
    median_difference,
    median_estimate,
    p_value_of_mean,
    paired_shift,
)

NUMBERS = st.lists(st.floats(-10, 10), min_size=1, max_size=12)


@given(NUMBERS)
def test_hodges_lehmann_is_the_median_of_the_means_of_pairs(values: list[float]) -> None:
    means = [(a + b) / 2 for i, a in enumerate(values) for b in values[i:]]
    assert hodges_lehmann(values) == pytest.approx(float(np.median(means)))


@given(NUMBERS, st.floats(-5, 5))
def test_hodges_lehmann_moves_with_its_values(values: list[float], shift: float) -> None:
    moved = hodges_lehmann([value + shift for value in values])
    assert moved == pytest.approx(hodges_lehmann(values) + shift, abs=1e-9)


@pytest.mark.parametrize("freedom", [3, 5, 30])
def test_hodges_lehmann_is_no_worse_than_median_and_mean_of_heavy_tailed_rounds(
    freedom: int,
) -> None:
    random = np.random.default_rng(0)
    blocks = random.standard_t(freedom, (2000, 20))
    spread = np.std([hodges_lehmann(block) for block in blocks])
    assert spread < np.std(np.median(blocks, axis=1))
    assert spread < 1.03 * np.std(np.mean(blocks, axis=1))


@pytest.mark.parametrize("noise", ["normal", "exponential", "lognormal"])
def test_a_shift_of_skewed_rounds_is_that_of_their_middle(noise: str) -> None:
    """The blocks are 30 standard errors from 0 where the reference is averaged first."""
    random = np.random.default_rng(0)
    before, again, after = getattr(random, noise)(size=(3, 20_000, 8))
    shifts = paired_shift(after + 0.5, [before, again])
    error = np.std(shifts) / np.sqrt(shifts.size)
    assert abs(np.mean(shifts) - 0.5) < 3 * error


@pytest.mark.parametrize("noise", ["normal", "exponential", "lognormal"])
@pytest.mark.parametrize("rounds", [2, 8])
def test_an_interval_of_blocks_of_skewed_rounds_covers_as_often_as_it_says(
    noise: str, rounds: int
) -> None:
    random = np.random.default_rng(0)
    before, again, after = getattr(random, noise)(size=(3, 2000, 10, rounds))
    estimates = [mean_estimate(blocks, 0.05) for blocks in paired_shift(after, [before, again])]
    covered = [one.low <= 0 <= one.high for one in estimates if one]
    assert len(covered) == 2000
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


@given(st.lists(st.tuples(*[st.floats(-10, 10)] * 2), min_size=1, max_size=12))
def test_a_shift_mirrored_is_its_negative(pairs: list[tuple[float, float]]) -> None:
    one, other = (np.array(side) for side in zip(*pairs, strict=True))
    assert paired_shift(one, [other]) == pytest.approx(-paired_shift(other, [one]), abs=1e-9)


def test_blocks_are_shifted_together_as_one_by_one() -> None:
    before, again, after = np.random.default_rng(0).normal(size=(3, 5, 7))
    together = paired_shift(after, [before, again])
    single = [float(paired_shift(after[i], [before[i], again[i]])) for i in range(5)]
    assert together == pytest.approx(single)


def test_the_interval_of_a_mean_is_students() -> None:
    values = [0.1, 0.3, 0.2, 0.4]
    estimate = mean_estimate(values, 0.05)
    interval = ttest_1samp(values, 0).confidence_interval(0.95)
    assert estimate is not None
    assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high))


def test_the_interval_of_a_difference_covers_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    covered = 0
    for _ in range(40):
        before, after = random.standard_t(4, (2, 49))
        estimate = median_difference(before, after + 1, 0.1)
        assert estimate is not None
        covered += estimate.low <= 1 <= estimate.high
    assert covered >= 32


def test_the_same_values_give_the_same_interval() -> None:
    values = np.random.default_rng(0).normal(size=40)
    assert median_estimate(values, 0.01) == median_estimate(values, 0.01)
    assert median_difference(values, -values, 0.01) == median_difference(values, -values, 0.01)


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=8))
def test_the_p_value_of_a_mean_is_below_the_level_where_the_interval_leaves_out_0(
    values: list[float],
) -> None:
    p_value, estimate = p_value_of_mean(values), mean_estimate(values, 0.05)
    assert estimate is not None
    if abs(p_value - 0.05) > 1e-9:
        assert (p_value < 0.05) == (estimate.low > 0 or estimate.high < 0)


def test_the_p_value_of_values_without_spread_is_0_or_1() -> None:
    assert p_value_of_mean([0.5] * 3) == 0
    assert p_value_of_mean([0.0] * 3) == 1
    assert p_value_of_mean([0.1, 0.3, 0.2, 0.4]) == pytest.approx(
        ttest_1samp([0.1, 0.3, 0.2, 0.4], 0).pvalue
    )


def test_values_without_spread_have_an_interval_without_width() -> None:
    expected = Estimate(value=0.5, low=0.5, high=0.5)
    assert mean_estimate([0.5] * 4, 0.01) == median_estimate([0.5] * 4, 0.01) == expected


@pytest.mark.parametrize("values", [[], [1.0]])
def test_a_single_value_has_no_interval(values: list[float]) -> None:
    assert mean_estimate(values, 0.01) is None
    assert median_estimate(values, 0.01) is None
    assert median_difference(values, [1.0, 2.0], 0.01) is None


def test_a_logarithm_becomes_a_share() -> None:
    doubled = Estimate(value=np.log(2), low=0.0, high=np.log(3)).as_share
    assert doubled.percent_text == "+100.00 [+0.00, +200.00] %"
