"""Counts are compared by value, times by intervals, and the baseline takes part."""

from collections.abc import Mapping, Sequence

import pytest

from attnreport.comparison.best import best_counts, best_times
from attnreport.comparison.rows import Row
from attnreport.comparison.timings import LATENCY, THROUGHPUT, TIMED, Timing
from attnreport.record import BASELINE, NULL_ROW
from attnreport.statistics import Median

Ratio = tuple[float, float, float]
"""Median and the ends of its interval."""

QUIET: Ratio = (1.0, 0.99, 1.01)


def timing(ratio: Ratio) -> Timing:
    value, low, high = ratio
    median = Median(value=value, low=low, high=high)
    return Timing(value=median, ratio=median, rounds=20)


def row(variant: str, ratio: Ratio, study: str = "", **others: Ratio) -> Row:
    """A row with one ratio in all that is timed, but for others."""
    ratios = {**dict.fromkeys(TIMED, ratio), **others}
    timings = {name: timing(of) for name, of in ratios.items()}
    return Row(variant=variant, label=variant, study=study, timings=timings)


def rows(null: Ratio, **modules: Ratio) -> list[Row]:
    exact = Timing(value=None, ratio=Median(value=1.0, low=None, high=None), rounds=20)
    baseline = Row(variant=BASELINE, label=BASELINE, timings=dict.fromkeys(TIMED, exact))
    return [
        baseline,
        *(row(variant, ratio) for variant, ratio in modules.items()),
        row(NULL_ROW, null),
    ]


def fastest(of: Sequence[Row], quantity: str = LATENCY) -> list[str]:
    marks = zip(of, best_times(of, quantity), strict=True)
    return [f"{one.study}{one.variant}" for one, is_best in marks if is_best]


def lowest(counts: Mapping[str, int | None]) -> list[str]:
    of = [Row(variant=variant, label=variant) for variant in counts]
    marks = zip(of, best_counts(of, list(counts.values())), strict=True)
    return [one.variant for one, is_best in marks if is_best]


def test_the_lowest_count_is_the_best_and_the_baseline_takes_part() -> None:
    assert lowest({BASELINE: 10, "ema": 12, "ca": 11}) == [BASELINE]
    assert lowest({BASELINE: 10, "ema": 9, "ca": 11}) == ["ema"]
    assert lowest({BASELINE: 10, "simam": 10, "ca": 11, "failed": None}) == [BASELINE, "simam"]


def test_counts_that_are_all_equal_have_no_best() -> None:
    assert lowest({BASELINE: 10, "simam": 10}) == []


def test_the_null_row_does_not_compete() -> None:
    assert lowest({BASELINE: 10, "ema": 12, NULL_ROW: 9}) == [BASELINE]
    assert fastest(rows(QUIET, ema=(1.1, 1.05, 1.2))) == [BASELINE]


def test_a_time_is_the_best_where_its_interval_overlaps_no_other() -> None:
    assert fastest(rows(QUIET, ema=(0.8, 0.79, 0.81), ca=(0.9, 0.89, 0.91))) == ["ema"]
    assert fastest(rows(QUIET, ema=(0.8, 0.79, 0.9), ca=(0.9, 0.89, 0.91))) == []


def test_more_images_a_second_are_better() -> None:
    of = rows(QUIET, ema=(0.8, 0.79, 0.81), ca=(1.2, 1.19, 1.21))
    assert fastest(of, THROUGHPUT) == ["ca"]


def test_a_difference_within_the_noise_of_the_baseline_makes_none_the_best() -> None:
    near: Ratio = (1.015, 1.012, 1.018)
    assert fastest(rows(QUIET, ema=near)) == [BASELINE]
    assert fastest(rows((1.01, 0.99, 1.03), ema=near)) == []


@pytest.mark.parametrize("null", [(1.02, 0.99, 1.06), (0.9, 0.89, 0.91)], ids=["wide", "off"])
def test_by_a_noisy_clock_no_time_is_the_best(null: Ratio) -> None:
    *others, _ = rows(QUIET, ema=(3.0, 2.9, 3.1))
    noisy = row(NULL_ROW, QUIET, latency=null)
    assert fastest([*others, noisy], LATENCY) == []
    assert fastest([*others, noisy], THROUGHPUT) == ["ema"]


def test_without_the_null_row_no_time_is_the_best() -> None:
    assert fastest(rows(QUIET, ema=(3.0, 2.9, 3.1))[:-1]) == []


def test_without_an_interval_no_time_is_the_best() -> None:
    once = Timing(value=None, ratio=Median(value=3.0, low=None, high=None), rounds=1)
    baseline, null = rows(QUIET)
    ema = Row(variant="ema", label="ema", timings=dict.fromkeys(TIMED, once))
    assert fastest([baseline, ema, null]) == []


def test_each_study_has_a_best_of_its_own() -> None:
    ratios = {"a": (0.8, 0.79, 0.81), "b": (0.9, 0.89, 0.91), NULL_ROW: QUIET}
    of = [row(name, ratio, study) for study in ("one ", "two ") for name, ratio in ratios.items()]
    assert fastest(of) == ["one a", "two a"]
    assert best_counts(of, [1, 2, 1, 4, 3, 1]) == [True, False, False, False, True, False]


def test_without_times_there_is_none() -> None:
    assert best_times([Row(variant=BASELINE, label=BASELINE)], LATENCY) == [False]
