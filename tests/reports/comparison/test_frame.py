"""Records become one exact row a variant; what was not measured stays missing."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import pytest

from attnreport.comparison.frame import frame_of
from attnreport.comparison.rows import failures, summarize
from attnreport.comparison.timings import pick_speed
from attnreport.record import NULL_ROW, AnyRecord, CostRecord, SpeedRecord, TrainRecord

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

EARLY, LATE = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"


def framed(records: Sequence[AnyRecord], variants: Sequence[str]) -> pd.DataFrame:
    return frame_of(summarize(records, variants))


def cell(frame: pd.DataFrame, variant: str, column: str) -> object:
    return frame.set_index("variant").astype(object).loc[variant, column]


def is_missing(frame: pd.DataFrame, variant: str, column: str) -> bool:
    return bool(frame.set_index("variant")[column].isna()[variant])


def number(frame: pd.DataFrame, variant: str, column: str) -> float:
    value = cell(frame, variant, column)
    assert isinstance(value, float | int)
    return value


def test_rows_come_in_the_order_asked_for_with_the_null_row_last(make_study: MakeStudy) -> None:
    frame = framed(make_study(3), ["baseline", "eca", "ema"])
    assert list(frame["variant"]) == ["baseline", "eca", "ema", NULL_ROW]


def test_without_a_session_there_is_no_null_row_and_no_speed(make_cost: MakeCost) -> None:
    frame = framed([make_cost("baseline"), make_cost("ema")], ["baseline", "ema"])
    assert list(frame["variant"]) == ["baseline", "ema"]
    assert not {"throughput_per_s", "throughput_ratio"} & set(frame.columns)


def test_counts_are_the_records_to_the_last_digit(
    make_study: MakeStudy, make_cost: MakeCost, variants: Sequence[str]
) -> None:
    frame = framed(make_study(2), variants)
    rows = frame[frame["variant"] != NULL_ROW]
    assert list(rows["params"]) == [make_cost(variant).params for variant in variants]
    assert list(rows["macs_torch"]) == [make_cost(variant).macs["torch"] for variant in variants]


@pytest.mark.parametrize("column", ["params", "activations", "macs_torch", "macs_thop"])
def test_what_was_not_measured_is_missing_and_not_zero(column: str, make_cost: MakeCost) -> None:
    ema = replace(make_cost("ema"), params=None, activations=None, macs={"fvcore": 7})
    frame = framed([make_cost("baseline"), ema], ["baseline", "ema"])
    assert is_missing(frame, "ema", column)
    assert number(frame, "baseline", column) > 0
    assert number(frame, "ema", "macs_fvcore") == 7


def test_a_count_of_zero_is_not_missing(make_cost: MakeCost) -> None:
    ema = replace(make_cost("ema"), macs={"torch": 0})
    frame = framed([make_cost("baseline"), ema], ["baseline", "ema"])
    assert number(frame, "ema", "macs_torch") == 0


def test_a_variant_without_records_still_has_its_row(make_cost: MakeCost) -> None:
    frame = framed([make_cost("baseline")], ["baseline", "sge"])
    assert cell(frame, "sge", "label") == "sge"
    assert number(frame, "sge", "seeds") == 0
    assert is_missing(frame, "sge", "params")


def test_records_of_other_variants_are_left_out(make_cost: MakeCost, make_train: MakeTrain) -> None:
    kept: list[AnyRecord] = [make_cost("baseline"), make_cost("ca"), make_train("ca", 0)]
    others: list[AnyRecord] = [make_cost("ema"), make_train("eca", 0)]
    variants = ["baseline", "ca"]
    pd.testing.assert_frame_equal(framed([*others, *kept], variants), framed(kept, variants))


def test_score_is_that_of_the_last_epoch_not_of_the_best(make_train: MakeTrain) -> None:
    run = replace(make_train("ema", 0), scores={"top1": (50.0, 90.0, 70.0)})
    frame = framed([run], ["baseline", "ema"])
    assert number(frame, "ema", "top1_percent_mean") == 70.0


def test_scores_are_mean_and_deviation_over_seeds(
    make_study: MakeStudy, make_train: MakeTrain, variants: Sequence[str]
) -> None:
    frame = framed(make_study(3), variants)
    last = [make_train("ema", seed).scores["top5"][-1] for seed in range(3)]
    assert number(frame, "ema", "top5_percent_mean") == pytest.approx(statistics.mean(last))
    assert number(frame, "ema", "top5_percent_sd") == pytest.approx(statistics.stdev(last))
    assert number(frame, "ema", "seeds") == 3


def test_one_seed_has_no_deviation(make_study: MakeStudy, variants: Sequence[str]) -> None:
    frame = framed(make_study(1), variants)
    assert frame["top1_percent_sd"].isna().all()


def test_a_failed_run_does_not_count(make_train: MakeTrain) -> None:
    failed = replace(make_train("ema", 1), error="Diverged: the loss is nan", scores={})
    frame = framed([make_train("ema", 0), failed], ["baseline", "ema"])
    assert number(frame, "ema", "seeds") == 1


def test_a_failed_cost_leaves_its_row_with_its_label(make_cost: MakeCost) -> None:
    failed = replace(make_cost("ema"), error="out of memory", params=None, macs={})
    frame = framed([make_cost("baseline"), failed], ["baseline", "ema"])
    assert cell(frame, "ema", "label") == "EMA"
    assert is_missing(frame, "ema", "params")


def test_throughput_is_images_of_a_batch_by_the_median_second(make_speed: MakeSpeed) -> None:
    session = replace(
        make_speed(["baseline"]),
        batch_size=6,
        forward_s={"baseline": (1.0, 2.0, 30.0), NULL_ROW: (3.0, 1.0, 2.0)},
    )
    frame = framed([session], ["baseline"])
    assert number(frame, "baseline", "throughput_per_s") == 6 / 2.0
    assert number(frame, "baseline", "throughput_rounds") == 3


def test_ratios_are_the_planted_ones_whatever_the_machine_did(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    frame = framed(make_study(1), variants)
    ratios = [number(frame, name, "throughput_ratio") for name in (*variants, NULL_ROW)]
    assert ratios == pytest.approx([1.0, 0.95, 0.9, 0.98, 1.0])
    assert number(frame, "ema", "throughput_ratio_low") == pytest.approx(0.95 - 0.004)
    assert number(frame, "ema", "throughput_ratio_high") == pytest.approx(0.95 + 0.004)


@pytest.mark.parametrize("name", ["latency", "train_step"])
def test_durations_are_medians_and_their_ratio_grows_as_a_row_slows(
    name: str, make_speed: MakeSpeed
) -> None:
    session = make_speed(["baseline", "ca"])
    frame = framed([session], ["baseline", "ca"])
    seconds = getattr(session, f"{name}_s")["ca"]
    assert number(frame, "ca", f"{name}_ms") == pytest.approx(1000 * statistics.median(seconds))
    assert number(frame, "ca", f"{name}_ratio") == pytest.approx(1 / 0.9)
    assert number(frame, "ca", f"{name}_ratio_low") < 1 / 0.9
    assert number(frame, "ca", f"{name}_rounds") == len(seconds)


def test_memory_is_the_records_to_the_byte(make_speed: MakeSpeed) -> None:
    session = make_speed(["baseline", "ca"])
    frame = framed([session], ["baseline", "ca"])
    assert number(frame, "ca", "peak_train_step_bytes") == session.peak_train_step_bytes["ca"]
    assert number(frame, "ca", "peak_forward_bytes") == session.peak_forward_bytes["ca"]


def test_a_session_that_timed_forwards_alone_has_no_other_durations(make_speed: MakeSpeed) -> None:
    session = replace(make_speed(["baseline"]), latency_s={}, train_step_s={})
    frame = framed([session], ["baseline"])
    assert is_missing(frame, "baseline", "latency_ms")
    assert frame["latency_ratio"].isna().all()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["old first", "new first"])
def test_the_newest_session_is_taken(order: tuple[int, int], make_speed: MakeSpeed) -> None:
    both = ["baseline", "ema"]
    sessions = [replace(make_speed(both), started_at=start) for start in (EARLY, LATE)]
    chosen = pick_speed([sessions[index] for index in order], both)
    assert chosen == sessions[1]


def test_a_newer_session_without_all_rows_is_passed_over(make_speed: MakeSpeed) -> None:
    old = replace(make_speed(["baseline", "ema", "ca"]), started_at=EARLY)
    new = replace(make_speed(["baseline", "ema"]), started_at=LATE)
    assert pick_speed([old, new], ["baseline", "ema", "ca"]) == old
    assert pick_speed([old, new], ["baseline", "ema"]) == new


def test_a_newer_failed_session_is_passed_over(make_speed: MakeSpeed) -> None:
    old = replace(make_speed(["baseline", "ema"]), started_at=EARLY)
    new = replace(make_speed(["baseline", "ema"]), started_at=LATE, error="out of memory")
    assert pick_speed([old, new], ["baseline", "ema"]) == old
    assert pick_speed([new], ["baseline", "ema"]) is None


def test_other_kinds_of_records_are_no_sessions(make_cost: MakeCost, make_train: MakeTrain) -> None:
    assert pick_speed([make_cost("baseline"), make_train("baseline", 0)], ["baseline"]) is None


def test_rows_of_two_sessions_are_not_put_side_by_side(make_speed: MakeSpeed) -> None:
    old = replace(make_speed(["baseline", "ema"]), started_at=EARLY)
    new = replace(make_speed(["baseline", "ca"]), started_at=LATE)
    frame = framed([old, new], ["baseline", "ema", "ca"])
    assert is_missing(frame, "ema", "throughput_per_s")
    assert number(frame, "ca", "throughput_per_s") > 0


def test_all_rows_come_from_the_session_that_has_them_all(make_speed: MakeSpeed) -> None:
    rows = ["baseline", "ema", "ca"]
    whole = replace(make_speed(rows), started_at=EARLY, batch_size=10)
    part = replace(make_speed(["baseline", "ema"]), started_at=LATE, batch_size=10_000)
    frame = framed([whole, part], rows)
    medians = {name: statistics.median(whole.forward_s[name]) for name in [*rows, NULL_ROW]}
    assert dict(zip(frame["variant"], frame["throughput_per_s"], strict=True)) == pytest.approx(
        {name: 10 / median for name, median in medians.items()}
    )


def test_identical_rounds_have_a_ratio_without_interval(make_speed: MakeSpeed) -> None:
    session = replace(
        make_speed(["baseline"]), forward_s={"baseline": (0.1, 0.2), NULL_ROW: (0.1, 0.2)}
    )
    frame = framed([session], ["baseline"])
    assert number(frame, NULL_ROW, "throughput_ratio") == 1
    assert frame[["throughput_ratio_low", "throughput_ratio_high"]].isna().all(axis=None)


def test_failures_are_by_key_and_only_failures(make_cost: MakeCost, make_train: MakeTrain) -> None:
    failed = replace(make_train("ema", 1), error="Diverged: the loss is nan")
    assert failures([make_cost("ema"), make_train("ema", 0), failed]) == {
        "train-ema-seed1-0a1b": "Diverged: the loss is nan"
    }


def test_a_score_that_is_not_a_number_is_missing(make_train: MakeTrain) -> None:
    run = replace(make_train("ema", 0), scores={"top1": (math.nan,)})
    frame = framed([make_train("baseline", 0), run], ["baseline", "ema"])
    assert is_missing(frame, "ema", "top1_percent_mean")
