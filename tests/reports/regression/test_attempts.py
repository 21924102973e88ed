"""Of each cell the latest attempt counts, failed or not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import BASELINE, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.attempts import latest_attempts

MakeCost = Callable[[str], CostRecord]
LATER = "2027-01-01T00:00:00+00:00"


@given(st.randoms(use_true_random=False))
def test_the_latest_attempt_counts_in_whatever_order_they_lie(
    make_cost: MakeCost, make_train: Callable[[str, int], TrainRecord], random: Random
) -> None:
    old: list[AnyRecord] = [make_cost("ema"), make_cost("ca"), make_train("ema", 0)]
    new: list[AnyRecord] = [
        replace(each, key=f"{each.key}-new", started_at=LATER, error="no") for each in old
    ]
    every = [*old, *new]
    random.shuffle(every)
    assert sorted(latest_attempts(every), key=str) == sorted(new, key=str)


def test_of_two_attempts_at_once_the_success_counts(make_cost: MakeCost) -> None:
    good, bad = make_cost("ema"), replace(make_cost("ema"), error="no")
    assert latest_attempts([good, bad]) == latest_attempts([bad, good]) == (good,)


def test_sessions_of_other_rows_are_other_cells(
    make_speed: Callable[[Sequence[str]], SpeedRecord],
) -> None:
    two, three = make_speed((BASELINE, "ema")), make_speed((BASELINE, "ema", "ca"))
    again = replace(two, started_at=LATER)
    assert latest_attempts([again, two, three]) == (again, three)
