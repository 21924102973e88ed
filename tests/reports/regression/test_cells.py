"""A set's records by row, in the order of the study, and its sessions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import BASELINE, NULL_ROW, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.cells import Cells, Pair, cells_of, latest_attempts
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.result_set import ResultSet
from attnreport.regression.session_values import rows_of

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
MakePair = Callable[..., Pair]
LATER = "2027-01-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def cells(make_set: Callable[..., ResultSet]) -> Callable[[Sequence[AnyRecord]], Cells]:
    return lambda records: cells_of(make_set(records))


def test_of_costs_and_runs_the_latest_attempt_counts(
    cells: Callable[[Sequence[AnyRecord]], Cells],
    make_cost: Callable[[str], CostRecord],
    make_train: Callable[[str, int], TrainRecord],
) -> None:
    cost, run = make_cost("ema"), make_train("ema", 2)
    worse = [replace(item, error="no", started_at=LATER) for item in (cost, run)]
    latest = cells([*worse, cost, run])
    assert (latest.costs["ema"], latest.runs["ema"][2]) == tuple(worse)


def test_a_failed_session_counts_only_if_it_is_the_latest(
    cells: Callable[[Sequence[AnyRecord]], Cells], make_speed: MakeSpeed
) -> None:
    good = make_speed((BASELINE, "ema"))
    bad = replace(good, error="no", started_at="2025-01-01T00:00:00+00:00")
    assert cells([good, bad]).failed_session is None
    worse = replace(bad, started_at=LATER)
    assert cells([good, worse]).failed_session == worse
    assert cells([good, worse]).sessions == (good,)


def test_the_session_with_most_rows_is_chosen_and_the_newest_of_equals(
    cells: Callable[[Sequence[AnyRecord]], Cells], make_speed: MakeSpeed
) -> None:
    small = replace(make_speed((BASELINE,)), started_at=LATER)
    full = make_speed((BASELINE, "ema"))
    again = replace(full, started_at="2026-06-01T00:00:00+00:00")
    assert cells([small, again, full]).fullest(lambda record: record.latency_s) == again
    assert cells([]).fullest(lambda record: record.latency_s) is None


def test_rows_are_those_of_the_first_set_in_the_order_of_its_study_then_new_ones(
    make_pair: MakePair, make_cost: Callable[[str], CostRecord], make_speed: MakeSpeed
) -> None:
    pair = make_pair(
        [make_cost("ca"), make_cost("ema"), make_speed(("ema", BASELINE))],
        [make_cost("eca"), make_cost("ema")],
    )
    assert pair.rows == (BASELINE, "ema", "ca", "eca")
    assert pair.subject("eca", METRICS["params"]).label == "ECA"
    assert pair.subject("unheard of", METRICS["params"]).label == "unheard of"


def test_the_null_row_is_no_row(make_speed: MakeSpeed) -> None:
    session = make_speed((BASELINE, "ema"))
    assert NULL_ROW in session.latency_s
    assert rows_of(session.latency_s) == [BASELINE, "ema"]


@given(st.randoms(use_true_random=False))
def test_the_latest_attempt_counts_in_whatever_order_they_lie(
    make_cost: MakeCost, make_train: Callable[[str, int], TrainRecord], random: Random
) -> None:
    old: list[AnyRecord] = [make_cost("ema"), make_cost("ca"), make_train("ema", 0)]
    new: list[AnyRecord] = [
        replace(record, key=f"{record.key}-new", started_at=LATER, error="no") for record in old
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
