"""Every cell can say how it was made."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.trace.explain import NoSuchField, explain
from attnreport.record import AnyRecord, Caution, CautionKind, ScoreKind, TrainRecord

MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]
KINDS = (
    ScoreKind(name="map50", head="mAP (0.5)"),
    ScoreKind(name="map50_95", head="mAP (0.5:0.95)"),
)


def test_a_score_lists_every_seed_with_its_record_command_machine_and_versions(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    lines = list(explain(make_study(3), variants, "ema:top1"))
    assert lines[0] == "ema:top1: 80.70 ± 0.20 %, mean ± sd of the last epoch over 3 seeds"
    assert lines[1].startswith("  seed 0: 80.50 after 3 epochs of recipe paper on 45,000 images")
    assert lines[1].endswith("by epoch: 60.50, 85.50, 80.50")
    text = "\n".join(lines)
    for part in (
        "records/train-ema-seed2-0a1b.json",
        "command: attnbench compare ema,ca,eca --seeds 3",
        "machine: cpu, Example CPU, 8 cores, 1 thread",
        "versions: Python 3.11.7, torch 2.6.0, timm 1.0.20, attnbench 0.1.0 at 0123456789abcdef",
    ):
        assert part in text
    assert text.count("command: ") == 1


@pytest.mark.parametrize("column", ["map50_95", "mAP (0.5:0.95)"])
def test_a_head_with_a_colon_names_its_column(
    column: str, make_train: MakeTrain, variants: Sequence[str]
) -> None:
    scores = {"map50": (60.0,), "map50_95": (41.0,)}
    runs = [
        replace(make_train("ema", seed), score_kinds=KINDS, scores=scores, validation_scores={})
        for seed in range(3)
    ]
    lines = list(explain(runs, variants, f"ema:{column}"))
    assert lines[0].endswith(" 41.00 ± 0.00 %, mean ± sd of the last epoch over 3 seeds")


def test_an_effect_is_of_the_headline_whichever_score_that_is(
    make_train: MakeTrain, variants: Sequence[str]
) -> None:
    runs = [
        replace(
            make_train(row, seed),
            score_kinds=KINDS,
            scores={"map50": (score,)},
            validation_scores={},
        )
        for row, scores in (("baseline", (60.0, 61.0, 62.0)), ("ema", (63.0, 62.0, 64.0)))
        for seed, score in enumerate(scores)
    ]
    lines = list(explain(runs, variants, "ema:Hedges' g"))
    assert lines[0].startswith("ema:Hedges' g: +1.6")


def test_a_size_is_exact(make_study: MakeStudy, variants: Sequence[str]) -> None:
    lines = list(explain(make_study(1), variants, "ca:params"))
    assert lines[0] == "ca:params: 25,635,716"
    assert "records/cost-ca-0a1b.json" in lines[1]


@pytest.mark.parametrize("column", ["throughput", "latency", "train_step"])
def test_a_time_has_its_rounds_and_their_spread(
    column: str, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    lines = list(explain(make_study(1), variants, f"baseline again:{column}"))
    assert "× baseline 1.000 [0.999, 1.001]" in lines[0]
    images = {"throughput": "64 images", "latency": "1 image", "train_step": "128 images"}[column]
    assert lines[1].startswith(f"  49 rounds of {images}, ms: least, quartiles, most: ")
    assert "records/speed-0a1b.json" in lines[3]


def test_memory_is_in_bytes(make_study: MakeStudy, variants: Sequence[str]) -> None:
    lines = list(explain(make_study(1), variants, "ema:peak_forward_bytes"))
    assert (
        lines[0] == "ema:peak_forward_bytes: 104,857,600 bytes (100.0 MiB), the same in every run"
    )


def test_a_cell_that_was_not_measured_says_so(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = [r for r in make_study(1) if r.kind != "speed"]
    assert list(explain(records, variants, "ema:latency")) == ["ema:latency was not measured"]


def test_what_no_counter_gave_is_a_dash(make_study: MakeStudy, variants: Sequence[str]) -> None:
    lines = list(explain(make_study(1), variants, "ema:macs_fvcore"))
    assert lines[0] == "ema:macs_fvcore: – of one image"
    assert lines[-1].startswith("caution: counter failed: ")


def test_the_cautions_of_its_runs_are_told(make_train: MakeTrain) -> None:
    caution = Caution(kind=CautionKind.STILL_IMPROVING, detail="top1 rose by 3.0 points")
    run = replace(make_train("ema", 0), cautions=(caution,))
    assert "caution: still improving: top1 rose by 3.0 points" in list(
        explain([run], ["baseline", "ema"], "ema:top1")
    )


@pytest.mark.parametrize(
    ("printed", "cell"),
    [
        ("EMA:Top-1", "ema:top1"),
        ("+ CA:#.Param.", "ca:params"),
        ("Baseline:FLOPs", "baseline:macs_torch"),
        ("ECA:peak memory", "eca:peak_train_step_bytes"),
        ("EMA:Top-1 at best validation", "ema:top1_at_best_validation"),
        ("EMA:Top-1, best epoch on test", "ema:top1_best_on_test"),
        ("EMA:Δ Top-1", "ema:top1_difference"),
        ("EMA:Hedges' g", "ema:top1_hedges_g"),
        ("Baseline again:Latency", "baseline again:latency"),
        ("eMa:TOP1", "ema:top1"),
    ],
)
def test_what_the_table_prints_names_the_cell_too(
    printed: str, cell: str, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    lines = list(explain(make_study(1), variants, printed))
    expected = list(explain(make_study(1), variants, cell))
    assert lines[0].partition(": ")[2] == expected[0].partition(": ")[2]
    assert lines[1:] == expected[1:]


def test_parameters_have_no_cautions_of_counters(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    assert not any("counter" in line for line in explain(make_study(1), variants, "ema:params"))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("emma:top1", "no row 'emma' .* did you mean 'EMA'"),
        ("ema:top", "no column 'top' .* did you mean 'top"),
        ("ema", "'ema' names no column; write row:column"),
        ("ema:", "no column ''"),
    ],
)
def test_a_cell_that_there_is_not_names_those_that_there_are(
    cell: str, reason: str, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    with pytest.raises(NoSuchField, match=reason):
        list(explain(make_study(1), variants, cell))


def test_at_best_validation_names_the_epoch_and_its_score_on_the_images_held_out(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    lines = list(explain(make_study(3), variants, "ema:top1_at_best_validation"))
    assert lines[0].endswith(
        "85.70 ± 0.20 %, mean ± sd on test at the epoch with the best validation score over 3 seeds"
    )
    assert lines[1].startswith(
        "  seed 0: 85.50 after 2 of 3 epochs (83.00 on 5,000 validation images) of recipe paper"
    )


def test_the_best_on_test_is_said_not_to_be_a_result(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    lines = list(explain(make_study(3), variants, "ema:top1_best_on_test"))
    assert "not a result" in lines[0]
    assert lines[1].startswith("  seed 0: 85.50 after 2 of 3 epochs of recipe paper")


def test_a_difference_lists_the_runs_of_both_rows(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    lines = list(explain(make_study(3), variants, "ema:top1_difference"))
    assert lines[0].startswith("ema:top1_difference: +3.30 [+3.00, +3.60] points from")
    assert "paired over the 3 seeds that both have" in lines[0]
    assert lines[1].startswith("  Baseline, seed 0: 77.20 after 3 epochs")
    assert sum(line.startswith("  EMA, seed ") for line in lines) == 3
    assert sum("record: records/train-" in line for line in lines) == 6


@pytest.mark.parametrize("cell", ["ema:top1_difference", "ema:top1_hedges_g"])
def test_below_3_seeds_a_difference_was_not_measured(
    cell: str, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    assert list(explain(make_study(2), variants, cell)) == [f"{cell} was not measured"]
