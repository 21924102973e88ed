"""Planted steps are found where they are, and noise makes none."""

from collections.abc import Callable
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from attnreport.history.entry import Entry
from attnreport.history.series import Point, Series
from attnreport.history.steps import LEAST_RUNS, Step, changes, stepped, steps
from attnreport.regression.metrics.table import METRICS

Noise = Callable[[np.random.Generator, int], NDArray[np.float64]]

FINITE = st.floats(-1e308, 1e308)


def spiky(random: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """One run in ten is slowed down by a neighbour, by ten standard deviations on average."""
    spikes = np.where(random.random(runs) < 0.1, random.exponential(10, runs), 0)
    return random.standard_normal(runs) + spikes


def remembering(random: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Each run is like the one before by a correlation of 0.3."""
    fresh = np.sqrt(1 - 0.3**2) * random.standard_normal(runs)
    return np.array(list(accumulate(fresh, lambda before, new: 0.3 * before + new)))


NOISES: dict[str, Noise] = {
    "normal": lambda random, runs: random.standard_normal(runs),
    "laplace": lambda random, runs: random.laplace(size=runs),
    "student2": lambda random, runs: random.standard_t(2, size=runs),
    "lognormal": lambda random, runs: np.exp(random.standard_normal(runs)),
    "uniform": lambda random, runs: random.uniform(-1.7, 1.7, runs),
    "spiky": spiky,
    "remembering": remembering,
}


def planted(levels: list[tuple[int, float]], noise: float, seed: int = 0) -> list[float]:
    random = np.random.default_rng(seed)
    level = np.repeat([value for _, value in levels], [runs for runs, _ in levels])
    return list(level * (1 + noise * random.standard_normal(len(level))))


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("runs", [12, 40])
def test_noise_alone_steps_in_at_most_3_of_100_series(noise: str, runs: int) -> None:
    series = (1 + 0.04 * NOISES[noise](np.random.default_rng(seed), runs) for seed in range(200))
    assert sum(bool(steps(list(values))) for values in series) <= 6


@pytest.mark.parametrize("before", [10, 30, 60])
def test_a_step_of_5_percent_in_noise_of_1_percent_is_found_where_it_is(before: int) -> None:
    by_seed = [
        steps(planted([(before, 0.020), (30, 0.021)], 0.01, seed=seed)) for seed in range(20)
    ]
    assert all(len(steps_) == 1 for steps_ in by_seed)
    assert all(abs(steps_[0].first - before) <= 1 for steps_ in by_seed)
    assert np.median([steps_[0].share for steps_ in by_seed]) == pytest.approx(0.05, abs=0.005)


def test_a_step_is_found_three_runs_after_it_in_most_series() -> None:
    by_seed = [steps(planted([(30, 1.0), (3, 1.08)], 0.01, seed=seed)) for seed in range(50)]
    assert sum([step.first for step in steps_] == [30] for steps_ in by_seed) >= 48


def test_a_slow_spell_that_ended_is_two_steps() -> None:
    (up, down) = steps(planted([(40, 1.0), (8, 1.06), (40, 1.0)], 0.005))
    assert (up.first, down.first) == (40, 48)
    assert up.share == pytest.approx(0.06, abs=0.01)
    assert down.share == pytest.approx(-0.06, abs=0.01)


def test_two_runs_are_outliers_and_three_are_a_level() -> None:
    assert steps([1.0] * 10 + [1.5] * (LEAST_RUNS - 1) + [1.0] * 10) == ()
    spell = steps([1.0] * 10 + [1.5] * LEAST_RUNS + [1.0] * 10)
    assert spell == (
        Step(first=10, before=1.0, after=1.5),
        Step(first=13, before=1.5, after=1.0),
    )


@given(FINITE, st.integers(0, 40))
def test_a_constant_series_has_no_step(value: float, runs: int) -> None:
    assert steps([value] * runs) == ()
    assert changes([value] * runs) == ()


@given(st.floats(0.001, 1000), st.integers(3, 20), st.integers(3, 20), st.floats(0.04, 5))
def test_a_step_without_noise_is_found_to_the_run(
    level: float, before: int, after: int, share: float
) -> None:
    values = [level] * before + [level * (1 + share)] * after
    (step,) = steps(values)
    assert (step.first, step.before, step.after) == (before, level, level * (1 + share))


@pytest.mark.parametrize(("share", "count"), [(0.03, 0), (0.02, 1)])
def test_a_step_below_the_least_share_is_none(share: float, count: int) -> None:
    values = planted([(30, 1.0), (30, 1.025)], 0.002)
    assert len(steps(values, share=share)) == count


@settings(deadline=None, max_examples=60)
@given(st.lists(FINITE, max_size=30), st.floats(0, 1))
def test_whatever_the_values_levels_are_long_enough_and_far_enough_apart(
    values: list[float], share: float
) -> None:
    shown = steps(values, share=share)
    bounds = [0, *(step.first for step in shown), len(values)]
    assert not shown or min(np.diff(bounds)) >= LEAST_RUNS
    assert all(abs(s.after / 4 - s.before / 4) >= share * abs(s.before / 4) for s in shown)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.1, 10), min_size=6, max_size=30), st.sampled_from([0.25, 2.0, 1024.0]))
def test_the_unit_of_the_values_does_not_matter(values: list[float], unit: float) -> None:
    firsts = [step.first for step in steps(values)]
    assert [step.first for step in steps([unit * value for value in values])] == firsts


def test_a_long_series_takes_a_blink() -> None:
    values = planted([(150, 1.0), (100, 1.05), (50, 1.2)], 0.01)
    assert [step.first for step in steps(values)] == [150, 250]


def test_every_change_of_an_exact_figure_is_a_step() -> None:
    assert changes([5, 5, 6, 5]) == (
        Step(first=2, before=5, after=6),
        Step(first=3, before=6, after=5),
    )


def test_a_share_of_nothing_is_not_known() -> None:
    (step,) = changes([0, 7])
    assert step.share is None


@pytest.mark.parametrize(
    ("metric", "after", "count"),
    [
        ("params", 100.0001, 1),
        ("score", 100.9, 0),
        ("score", 101.1, 1),
        ("latency", 102.0, 0),
        ("latency", 104.0, 1),
        ("memory", 104.0, 1),
    ],
)
def test_the_metric_decides_what_a_step_is(
    metric: str, after: float, count: int, make_entry: Callable[..., Entry]
) -> None:
    values = [100.0] * 5 + [after] * 5
    series = Series(
        row="ema",
        label="EMA",
        metric=METRICS[metric],
        detail="",
        unit=METRICS[metric].unit,
        is_ratio=False,
        machine="",
        machine_digest="",
        points=tuple(
            Point(run=run, entry=make_entry(run), value=value) for run, value in enumerate(values)
        ),
    )
    outcome = stepped(series)
    assert len(outcome.steps) == count
    assert [len(level) for level in outcome.levels] == [[10], [5, 5]][count]
