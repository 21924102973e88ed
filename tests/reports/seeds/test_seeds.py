"""The spread of the seeds so far says what is needed, or that it says nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf, nan, sqrt

import pytest

from attnreport.record import AnyRecord, TrainRecord
from attnreport.seeds.seeds import Aim, CannotPlan, need_of, spread_of

MakeTrain = Callable[[str, int], TrainRecord]
MakeStudy = Callable[[int], list[AnyRecord]]


def runs_of(make_train: MakeTrain, rows: Mapping[str, Sequence[float]]) -> list[TrainRecord]:
    return [
        replace(make_train(name, 0), seed=seed, scores={"top1": (score,)})
        for name, scores in rows.items()
        for seed, score in enumerate(scores)
    ]


def test_the_spread_leaves_out_what_the_rows_of_a_seed_share(make_train: MakeTrain) -> None:
    # Differences by seed are 3, 6 and 3: of variance 3, half of it each row's.
    rows = {"baseline": (77.0, 58.0, 39.0), "ema": (80.0, 64.0, 42.0), "ca": (81.0,)}
    spread = spread_of(runs_of(make_train, rows))
    assert spread is not None
    assert spread.freedom == 2
    assert spread.value == pytest.approx(sqrt(3 / 2))
    assert spread.low < spread.value < spread.high


def test_one_row_of_several_seeds_has_a_spread(make_train: MakeTrain) -> None:
    spread = spread_of(runs_of(make_train, {"baseline": (77.0, 78.0, 79.0), "ema": (80.0,)}))
    assert spread is not None
    assert (spread.freedom, round(spread.value, 9)) == (2, 1)


def test_a_score_that_is_no_number_leaves_the_spread_of_the_others(make_train: MakeTrain) -> None:
    rows = {"baseline": (77.0, 58.0, 39.0), "ema": (80.0, 64.0, 42.0)}
    whole = spread_of(runs_of(make_train, rows))
    assert spread_of(runs_of(make_train, {**rows, "ca": (nan, nan, nan)})) == whole
    assert whole is not None


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"ema": (80.0,), "ca": (81.0,)},
        {"ema": (80.0, 80.0)},
        {"ema": (80.0, nan)},
        {"ema": (80.0, 81.0), "ca": (82.0, 83.0)},
    ],
    ids=["no run", "one seed", "the same score", "no number", "a constant difference"],
)
def test_without_two_seeds_that_differ_there_is_no_spread(
    rows: Mapping[str, Sequence[float]], make_train: MakeTrain
) -> None:
    assert spread_of(runs_of(make_train, rows)) is None


def test_the_need_is_less_at_the_low_end_and_more_at_the_high_one(make_train: MakeTrain) -> None:
    spread = spread_of([make_train(row, seed) for row in ("ema", "ca") for seed in range(3)])
    assert spread is not None
    need = need_of(Aim(detect=0.3, power=0.8), spread, modules=2)
    assert None not in (need.low, need.seeds, need.high)
    assert need.low < need.seeds < need.high  # type: ignore[operator]  # none is None


@pytest.mark.parametrize("difference", [0, -1, nan, inf])
def test_a_difference_that_no_score_has_is_refused(difference: float) -> None:
    with pytest.raises(CannotPlan, match="detect must be more than 0"):
        Aim(detect=difference, power=0.8)


@pytest.mark.parametrize("power", [0, 1, 80, -0.5, nan])
def test_a_power_that_is_no_chance_is_refused(power: float) -> None:
    with pytest.raises(CannotPlan, match=r"such as 0\.8"):
        Aim(detect=0.3, power=power)
