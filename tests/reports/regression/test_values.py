"""Every figure of a result set is there once, with its unit, and a failure gives none."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attnreport.record import BASELINE, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.result_set import ResultSet
from attnreport.regression.session_values import sessions
from attnreport.regression.value import RATIO_UNIT, Value
from attnreport.regression.values import values

MakeStudy = Callable[[int], list[AnyRecord]]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]


def result_set(*records: AnyRecord) -> ResultSet:
    return ResultSet(name="today", plan="", records=records)


def named(values: Sequence[Value]) -> dict[tuple[str, str, str, bool], Value]:
    return {(value.row, value.metric.name, value.detail, value.is_ratio): value for value in values}


def test_sizes_are_counts_of_each_counter_that_could_count(make_study: MakeStudy) -> None:
    by_name = named(values(result_set(*make_study(1))))
    assert by_name["ema", "params", "", False].value == 23_903_620
    assert by_name["ema", "macs", "torch", False].value == 1_391_796_224
    assert by_name["ema", "macs", "torch", False].unit == "MACs"
    assert ("ema", "macs", "fvcore", False) not in by_name
    assert by_name["ema", "params", "", False].spread is None
    assert by_name["ema", "params", "", False].label == "EMA"


def test_the_score_is_the_headline_after_the_last_epoch_over_seeds(make_study: MakeStudy) -> None:
    by_name = named(values(result_set(*make_study(3))))
    score = by_name["ema", "score", "top1", False]
    assert score.value == pytest.approx(80.7)
    assert score.spread == pytest.approx(0.2)
    assert ("ema", "score", "top5", False) not in by_name


def test_one_seed_has_no_spread(make_study: MakeStudy) -> None:
    assert named(values(result_set(*make_study(1))))["ca", "score", "top1", False].spread is None


def test_times_are_medians_in_seconds_and_as_ratios_within_rounds(make_speed: MakeSpeed) -> None:
    by_name = named(values(result_set(make_speed((BASELINE, "ema")))))
    assert by_name["ema", "latency", "", True].value == pytest.approx(1 / 0.95)
    assert by_name["ema", "latency", "", True].unit == RATIO_UNIT
    assert by_name["baseline", "latency", "", False].value == pytest.approx(0.004)
    assert by_name["baseline", "throughput", "", False].value == pytest.approx(0.1)
    assert by_name["ema", "train_step", "", False].unit == "s"
    assert ("baseline", "latency", "", True) not in by_name
    assert not any(row == "baseline again" for row, *_ in by_name)


def test_the_spread_of_a_time_is_half_the_interquartile_range(make_speed: MakeSpeed) -> None:
    record = replace(make_speed((BASELINE,)), latency_s={BASELINE: (1.0, 2.0, 3.0, 4.0, 5.0)})
    assert named(values(result_set(record)))["baseline", "latency", "", False].spread == 1.0


def test_memory_is_the_newest_sessions(make_speed: MakeSpeed) -> None:
    old = make_speed((BASELINE,))
    new = replace(
        old, key="speed-2", started_at="2026-02-01T00:00:00+00:00", peak_forward_bytes={BASELINE: 7}
    )
    assert named(values(result_set(new, old)))["baseline", "memory", "", False].value == 7


def test_several_sessions_are_pooled_and_a_ratio_never_crosses_them(make_speed: MakeSpeed) -> None:
    first = replace(make_speed((BASELINE, "ema")), latency_s={BASELINE: (1, 1), "ema": (2, 2)})
    slow = replace(first, key="speed-2", latency_s={BASELINE: (10,), "ema": (20,)})
    by_name = named(values(result_set(first, slow)))
    assert by_name["ema", "latency", "", True].value == 2.0
    assert by_name["ema", "latency", "", False].value == 2.0


def test_sessions_of_older_code_or_of_another_machine_are_not_mixed_in(
    make_speed: MakeSpeed,
) -> None:
    old = make_speed((BASELINE,))
    elsewhere = replace(
        old,
        started_at="2026-02-01T00:00:00+00:00",
        environment=replace(old.environment, cpu="Other CPU"),
        latency_s={BASELINE: (9.0,)},
    )
    results = result_set(old, elsewhere)
    assert sessions(results) == (elsewhere,)
    assert named(values(results))["baseline", "latency", "", False].value == 9.0


def test_rows_that_were_not_timed_in_turns_have_no_ratio(make_speed: MakeSpeed) -> None:
    record = replace(make_speed((BASELINE, "ema")), latency_s={BASELINE: (1,), "ema": (2, 2)})
    by_name = named(values(result_set(record)))
    assert ("ema", "latency", "", False) in by_name
    assert ("ema", "latency", "", True) not in by_name


def test_failed_records_give_nothing(make_study: MakeStudy) -> None:
    failed = [replace(record, error="out of memory") for record in make_study(2)]
    assert values(result_set(*failed)) == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(), min_size=1, max_size=4))
@example([1.7976931348623157e308, -9.9792015476736e291])
def test_whatever_was_stored_the_values_are_finite(
    make_study: MakeStudy, stored: list[float]
) -> None:
    records: list[AnyRecord] = []
    for record in make_study(1):
        match record:
            case CostRecord():
                records.append(record)
            case TrainRecord():
                records.append(replace(record, scores={"top1": tuple(stored)}))
            case SpeedRecord():
                times = {BASELINE: tuple(stored), "ema": tuple(reversed(stored))}
                records.append(replace(record, latency_s=times))
    all_values = values(result_set(*records))
    assert all(abs(value.value) < float("inf") for value in all_values)
    assert ("ema", "params", "", False) in named(all_values)
