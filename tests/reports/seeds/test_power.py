"""The power is what simulated studies find, and the seeds are the fewest that reach it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from attnreport.seeds.power import MOST_SEEDS, deviation_interval, power_of, seeds_needed

STUDIES = 20_000

CASES = {
    "one module": (0.5, 0.3, 6, 1),
    "three modules": (0.4, 0.25, 7, 3),
    "next to none": (0.001, 0.3, 3, 2),
}


@pytest.mark.parametrize(("difference", "deviation", "seeds", "modules"), CASES.values(), ids=CASES)
def test_simulated_studies_find_the_difference_as_often(
    difference: float, deviation: float, seeds: int, modules: int
) -> None:
    scores = np.random.default_rng(0).normal(80, deviation, (STUDIES, modules + 1, seeds))
    scores[:, 1] += difference
    means = scores.mean(axis=2)
    pooled = np.sqrt(scores.var(axis=2, ddof=1).mean(axis=1))
    statistic = (means[:, 1] - means[:, 0]) / (pooled * np.sqrt(2 / seeds))
    critical = student.ppf(1 - 0.05 / modules / 2, (modules + 1) * (seeds - 1))
    share = np.mean(np.abs(statistic) > critical)
    expected = power_of(difference, deviation, seeds, modules)
    error = np.sqrt(expected * (1 - expected) / STUDIES)
    assert share == pytest.approx(expected, abs=4 * error)


aims = st.tuples(st.floats(0.05, 5), st.floats(0.05, 2), st.floats(0.1, 0.99), st.integers(1, 20))


@given(aims)
@settings(max_examples=50, deadline=None)
def test_the_seeds_reach_the_power_and_one_fewer_do_not(
    aim: tuple[float, float, float, int],
) -> None:
    difference, deviation, power, modules = aim
    seeds = seeds_needed(difference, deviation, power, modules)
    if seeds is None:
        assert power_of(difference, deviation, MOST_SEEDS, modules) < power
        return
    assert power_of(difference, deviation, seeds, modules) >= power
    assert seeds == 3 or power_of(difference, deviation, seeds - 1, modules) < power


@given(aims)
@settings(max_examples=50, deadline=None)
def test_a_smaller_difference_and_more_modules_take_no_fewer_seeds(
    aim: tuple[float, float, float, int],
) -> None:
    difference, deviation, power, modules = aim
    seeds = seeds_needed(difference, deviation, power, modules) or MOST_SEEDS
    assert seeds <= (seeds_needed(difference / 2, deviation, power, modules) or MOST_SEEDS)
    assert seeds <= (seeds_needed(difference, 2 * deviation, power, modules) or MOST_SEEDS)


def test_a_huge_difference_takes_as_many_as_a_report_ranks() -> None:
    assert seeds_needed(100, 1e-8, 0.999, 3) == 3


def test_a_tiny_difference_takes_more_than_anybody_trains() -> None:
    assert seeds_needed(1e-6, 1, 0.8, 1) is None


def test_the_interval_of_a_deviation_holds_it_in_95_of_100_samples() -> None:
    samples = np.random.default_rng(1).normal(0, 2, (STUDIES, 5))
    low, high = (end * samples.std(axis=1, ddof=1) for end in deviation_interval(1, 4))
    inside = np.mean((low < 2) & (high > 2))
    assert inside == pytest.approx(0.95, abs=0.006)
