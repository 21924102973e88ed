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
