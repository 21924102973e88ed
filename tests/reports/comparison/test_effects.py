"""Differences from the baseline are paired by seed, over the seeds that both rows have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import gamma, inf, nan, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.comparison.effects import effects
from attnreport.record import TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]

ROW = (79.0, 80.0, 81.0)
UP = (82.0, 84.0, 86.0)
"""Higher by 3, 4 and 5."""


def runs_of(make_train: MakeTrain, rows: Mapping[str, Sequence[float]]) -> list[TrainRecord]:
    return [
        replace(make_train("ema", 0), variant=name, seed=seed, scores={"top1": (score,)})
        for name, scores in rows.items()
        for seed, score in enumerate(scores)
    ]


def test_one_module_has_students_paired_interval(make_train: MakeTrain) -> None:
    (effect,) = effects(runs_of(make_train, {"baseline": ROW, "ema": UP})).values()
    contrast = effect.contrast
    assert contrast.value == pytest.approx(4)
    assert contrast.seeds == 3
    # Student's t at 97.5 % and 2 degrees of freedom, as close as simulated studies come.
    assert (contrast.high - contrast.low) / 2 == pytest.approx(4.303 * sqrt(1 / 3), rel=0.06)
    assert contrast.is_shown


def test_hedges_g_is_the_difference_over_the_pooled_deviation_less_its_bias(
    make_train: MakeTrain,
) -> None:
    pooled, freedom = sqrt((1 + 4) / 2), 4
    factor = gamma(freedom / 2) / (sqrt(freedom / 2) * gamma((freedom - 1) / 2))
    by_row = effects(runs_of(make_train, {"baseline": ROW, "ema": UP}))
    assert by_row["ema"].hedges_g == pytest.approx(factor * 4 / pooled)


scores = st.lists(st.integers(7900, 8100).map(lambda number: number / 100), min_size=3, max_size=5)


@given(st.lists(scores, min_size=2, max_size=4))
@settings(max_examples=10, deadline=None)
def test_the_same_runs_give_the_same_differences_in_any_order(
    make_train: MakeTrain, samples: list[list[float]]
) -> None:
    rows = {"baseline" if not index else f"m{index}": row for index, row in enumerate(samples)}
    runs = runs_of(make_train, rows)
    by_row = effects(runs)
    assert by_row == effects(runs)
    values = {variant: effect.contrast.value for variant, effect in by_row.items()}
    turned = {variant: effect.contrast.value for variant, effect in effects(runs[::-1]).items()}
    assert turned == pytest.approx(values)


@pytest.mark.parametrize("wrong", [nan, inf, -inf])
def test_a_score_that_is_no_number_silences_no_other_row(
    wrong: float, make_train: MakeTrain
) -> None:
    rows = {"baseline": ROW, "ema": UP, "ca": (*UP[:2], wrong)}
    alone = effects(runs_of(make_train, {"baseline": ROW, "ema": UP}))
    by_row = effects(runs_of(make_train, rows))
    assert list(by_row) == ["ema"]
    assert by_row["ema"].contrast.value == alone["ema"].contrast.value


def test_a_row_is_compared_over_the_seeds_that_it_has(make_train: MakeTrain) -> None:
    rows = {"baseline": (*ROW, 50.0), "ema": UP, "ca": (80.0, 81.5, 82.0, 51.0), "eca": (90.0,)}
    by_row = effects(runs_of(make_train, rows))
    assert {variant: effect.contrast.seeds for variant, effect in by_row.items()} == {
        "ema": 3,
        "ca": 4,
    }
    assert by_row["ema"].contrast.value == pytest.approx(4)


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"baseline": ROW},
        {"ema": ROW, "ca": ROW},
        {"baseline": ROW, "ema": (80.0, 81.0)},
        {"baseline": (77.0,) * 3, "ema": (80.0,) * 3},
        {"baseline": ROW, "ema": (80.0, 81.0, 82.0)},
        {"baseline": ROW, "ema": (80.0, 81.0, nan)},
        {"baseline": (nan,) * 3, "ema": ROW},
    ],
    ids=[
        "nothing",
        "one row",
        "no baseline",
        "two seeds",
        "no spread",
        "a constant difference",
        "two numbers",
        "no number",
    ],
)
def test_there_are_none_where_nothing_can_be_said(
    rows: Mapping[str, Sequence[float]], make_train: MakeTrain
) -> None:
    assert effects(runs_of(make_train, rows)) == {}
