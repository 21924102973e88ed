"""A set's records by row, in the order of the study, and its sessions."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.record import BASELINE, NULL_ROW, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.cells import Cells, Pair, cells_of, without_null
from attnreport.regression.metric import METRICS
from attnreport.regression.result_set import ResultSet

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
    worse = [replace(each, error="no", started_at=LATER) for each in (cost, run)]
    found = cells([*worse, cost, run])
    assert (found.costs["ema"], found.runs["ema"][2]) == tuple(worse)


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
    assert cells([small, again, full]).fullest(lambda each: each.latency_s) == again
    assert cells([]).fullest(lambda each: each.latency_s) is None


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
    assert without_null(session.latency_s) == (BASELINE, "ema")
