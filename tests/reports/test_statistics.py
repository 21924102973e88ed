"""Statistics equal their formulas; intervals hold what was planted."""

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.statistics import mean_and_deviation, paired_ratio

SLOWDOWN = 1.05

scores = st.lists(st.floats(0, 100), min_size=2, max_size=20)
durations = st.floats(1e-6, 10)


def drifting_seconds(rounds: int, seed: int) -> list[float]:
    """Seconds of a machine that slows down by half, with 1 % of noise."""
    noise = random.Random(seed)
    return [0.1 * (1 + 0.5 * i / rounds) * noise.gauss(1, 0.01) for i in range(rounds)]


def slowed(seconds: Sequence[float], seed: int) -> list[float]:
    noise = random.Random(seed)
    return [SLOWDOWN * value * noise.gauss(1, 0.01) for value in seconds]


@given(scores)
def test_mean_and_deviation_equal_the_formulas(values: list[float]) -> None:
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))
    assert mean_and_deviation(values) == pytest.approx((mean, deviation), rel=1e-9, abs=1e-9)


def test_one_value_has_no_deviation() -> None:
    assert mean_and_deviation([80.5]) == (80.5, None)


def test_no_values_have_no_mean() -> None:
    assert mean_and_deviation([]) == (None, None)


def test_identical_samples_have_ratio_1_and_no_interval() -> None:
    seconds = drifting_seconds(20, seed=0)
    ratio = paired_ratio(seconds, seconds)
    assert (ratio.value, ratio.low, ratio.high) == (1.0, None, None)


def test_one_round_has_a_ratio_and_no_interval() -> None:
    ratio = paired_ratio([0.1], [0.2])
    assert (ratio.value, ratio.low, ratio.high) == (0.5, None, None)


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_slowdown_is_inside_the_interval_and_1_is_not(seed: int) -> None:
    reference = drifting_seconds(80, seed)
    ratio = paired_ratio(reference, slowed(reference, seed + 100), confidence=0.999)
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.low < 1 / SLOWDOWN < ratio.high < 1


def test_value_is_the_median_of_the_rounds_ratios_not_the_ratio_of_medians() -> None:
    reference, other = [1.0, 2.0, 30.0], [2.0, 1.0, 10.0]
    assert paired_ratio(reference, other).value == sorted([1 / 2, 2 / 1, 30 / 10])[1]


def test_more_confidence_gives_a_wider_interval() -> None:
    reference = drifting_seconds(80, seed=1)
    other = slowed(reference, seed=2)
    narrow, wide = (paired_ratio(reference, other, confidence=c) for c in (0.5, 0.999))
    assert wide.low is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.high is not None
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_interval_is_the_same_every_time() -> None:
    # Another draw of the bootstrap often ends on the same rounds: one input alone proves little.
    samples = [drifting_seconds(80, seed) for seed in range(10)]
    others = [slowed(seconds, seed=4) for seconds in samples]
    first = list(map(paired_ratio, samples, others))
    assert first == list(map(paired_ratio, samples, others))


@given(st.lists(st.tuples(durations, durations), min_size=2, max_size=8))
@settings(max_examples=30, deadline=None)
def test_the_interval_lies_within_the_rounds_ratios(rounds: list[tuple[float, float]]) -> None:
    reference, other = zip(*rounds, strict=True)
    ratios = [a / b for a, b in rounds]
    ratio = paired_ratio(reference, other)
    low = ratio.value if ratio.low is None else ratio.low
    high = ratio.value if ratio.high is None else ratio.high
    rounding = 1e-12 * max(ratios)
    assert min(ratios) - rounding <= low <= high <= max(ratios) + rounding


@pytest.mark.parametrize(
    ("reference", "other"),
    [([0.1, 0.1], [0.1]), ([0.1], [0.1, 0.1]), ([], [0.1]), ([], [])],
    ids=["fewer", "more", "no reference", "no rounds"],
)
def test_rounds_that_do_not_pair_are_refused(reference: list[float], other: list[float]) -> None:
    with pytest.raises(
        ValueError, match=f"^{len(reference)} and {len(other)} rounds do not pair; pass equal"
    ):
        paired_ratio(reference, other)
