"""The notes say under which conditions the numbers hold, and how far."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.budget import read_limit
from attnreport.comparison.comparison import compare
from attnreport.comparison.notes.notes import speed_notes
from attnreport.comparison.tables import comparison_table
from attnreport.record import AnyRecord, Caution, CautionKind, CostRecord, SpeedRecord, TrainRecord

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

DETAIL = "torch and thop differ by 3 %; read the torch column"


def notes_of(records: Sequence[AnyRecord], variants: Sequence[str]) -> list[str]:
    return list(comparison_table(compare(records, variants)).notes)


def starting(notes: Sequence[str], start: str) -> list[str]:
    return [note for note in notes if note.startswith(start)]


def test_without_records_the_only_note_says_so() -> None:
    assert notes_of([], ["baseline"]) == ["Nothing was measured yet."]


def test_the_setting_comes_first_and_names_all_that_rows_have_in_common(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    assert notes_of(make_study(3), variants)[0] == (
        "Setting: resnet50 (stem: cifar), modules at residual, cifar100 images of 3x32x32, "
        "100 classes, fp32."
    )


def test_flops_are_said_to_be_multiply_accumulates(make_cost: MakeCost) -> None:
    assert any("multiply-accumulates" in note for note in notes_of([make_cost("ema")], ["ema"]))


def test_the_speed_notes_have_batches_device_threads_and_rounds(make_speed: MakeSpeed) -> None:
    session = make_speed(["baseline", "ema"])
    notes = list(speed_notes(session))
    rounds = len(session.forward_s["baseline"])
    assert notes[0].startswith("Timed on cpu, 1 thread, channels last, fp32;")
    assert f"an evaluation forward of 64 images, {rounds} rounds;" in notes[1]
    assert f"an evaluation forward of 1 image, {rounds} rounds;" in notes[2]
    assert f"update of 128 images, {rounds} rounds;" in notes[3]


def test_the_speed_notes_say_how_maps_lay_in_memory(make_speed: MakeSpeed) -> None:
    session = replace(make_speed(["baseline", "ema"]), channels_last=False)
    assert "channels first" in next(speed_notes(session))


def test_the_noise_floor_is_the_null_rows_interval(make_speed: MakeSpeed) -> None:
    notes = list(speed_notes(make_speed(["baseline", "ema"])))
    assert sum("baseline again is 1.000 [0.999, 1.001] x the" in note for note in notes) == 3


def test_a_session_without_null_row_has_no_noise_floor(make_speed: MakeSpeed) -> None:
    session = make_speed(["baseline", "ema"])
    rows = {name: session.forward_s[name] for name in ("baseline", "ema")}
    notes = list(speed_notes(replace(session, forward_s=rows, latency_s={}, train_step_s={})))
    assert starting(notes, "Throughput: ")
    assert not any("noise floor" in note for note in notes)
    assert not starting(notes, "Latency: ")


def test_without_a_session_nothing_is_said_of_speed(make_cost: MakeCost) -> None:
    assert not starting(notes_of([make_cost("baseline")], ["baseline"]), "Throughput, ")


def test_a_budget_is_said_as_it_was_written(make_study: MakeStudy, variants: Sequence[str]) -> None:
    budget = (read_limit("latency", "1.1x"), read_limit("params", "+2%"))
    (note,) = starting(
        list(comparison_table(compare(make_study(1), variants, budget)).notes), "Budget: "
    )
    assert note.startswith(
        "Budget: at most latency 1.1x of the baseline, params +2% of the baseline; "
    )


def test_the_accuracy_note_has_recipe_epochs_images_and_seeds(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    (note,) = starting(notes_of(make_study(3), variants), "Training: ")
    assert note == (
        "Training: recipe paper, 3 epochs, 45,000 training, 5,000 validation and 10,000 test "
        "images, 1 thread; mean ± sd of the last epoch over seeds 0, 1, 2; at best "
        "validation: the test score at the epoch with the best validation score."
    )


def test_failed_runs_say_nothing_of_training(make_train: MakeTrain) -> None:
    failed = replace(make_train("ema", 0), error="killed", train_images=0, test_images=0)
    assert not starting(notes_of([failed], ["ema"]), "Training: ")
    (note,) = starting(notes_of([failed, make_train("ema", 1)], ["ema"]), "Training: ")
    assert "45,000 training" in note
    assert "over seed 1;" in note


@pytest.mark.parametrize(("seeds", "warned"), [(1, True), (2, True), (3, False)])
def test_too_few_seeds_come_with_what_to_do(
    seeds: int, warned: bool, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    notes = starting(notes_of(make_study(seeds), variants), "all rows: not enough seeds")
    assert len(notes) == warned
    assert all(
        "too few to rank" in note and note.endswith("train 3 seeds or more") for note in notes
    )


def test_the_notes_of_the_task_are_those_of_the_record(make_train: MakeTrain) -> None:
    run = make_train("ema", 0)
    setting = replace(run.setting, task_notes=("A small proxy task.", "Angles are in degrees."))
    notes = notes_of([replace(run, setting=setting)], ["ema"])
    assert [note for note in notes if note in setting.task_notes] == [*setting.task_notes]


def test_each_machine_is_described_once(make_cost: MakeCost, make_train: MakeTrain) -> None:
    first, second = make_cost("baseline"), make_train("baseline", 0)
    moved = replace(
        second, environment=replace(second.environment, cpu="Other CPU", commit=None, threads=2)
    )
    threaded = replace(second, environment=replace(second.environment, threads=8))
    notes = notes_of([first, second, threaded, moved], ["baseline"])
    assert starting(notes, "Measured on ") == [
        "Measured on cpu: Example CPU, 8 cores, 32 GiB, Linux 6.1; "
        "Python 3.11.7, torch 2.6.0, timm 1.0.20, attnbench 0.1.0 at 0123456789ab.",
        "Measured on cpu: Other CPU, 8 cores, 32 GiB, Linux 6.1; "
        "Python 3.11.7, torch 2.6.0, timm 1.0.20, attnbench 0.1.0.",
    ]


@pytest.mark.parametrize("kind", list(CautionKind))
def test_a_caution_names_its_row_its_kind_and_its_detail(
    kind: CautionKind, make_cost: MakeCost
) -> None:
    record = replace(make_cost("ca"), cautions=(Caution(kind=kind, detail=DETAIL),))
    assert notes_of([record], ["baseline", "ca"])[-1] == f"CA: {kind.value}: {DETAIL}"


def test_a_caution_of_every_seed_is_said_once(make_train: MakeTrain) -> None:
    caution = Caution(kind=CautionKind.CLONED, detail="cloned at 16 places")
    notes = notes_of(
        [replace(make_train("ca", seed), cautions=(caution,)) for seed in range(3)],
        ["baseline", "ca"],
    )
    assert len(starting(notes, "CA: ")) == 1


def test_a_caution_of_a_session_is_said_of_speed(make_speed: MakeSpeed) -> None:
    caution = Caution(kind=CautionKind.CLONED, detail="cloned at 16 places")
    session = replace(make_speed(["baseline"]), cautions=(caution,))
    assert starting(notes_of([session], ["baseline"]), "speed: ")


def test_a_row_with_fewer_runs_than_others_is_said_to_be_unfinished(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = [r for r in make_study(3) if not (r.kind == "train" and r.variant == "ca")]
    notes = notes_of([*records], variants)
    assert "ca has 0 of 3 training runs; run the command again to finish it." in [
        note.lower() for note in notes
    ]


def test_rows_that_the_shown_session_lacks_are_named(
    make_cost: MakeCost, make_speed: MakeSpeed
) -> None:
    records: list[AnyRecord] = [make_cost("baseline"), make_cost("ca"), make_speed(["baseline"])]
    (note,) = starting(notes_of(records, ["baseline", "ca"]), "Not timed in the session shown: CA.")
    assert note.endswith("run compare with all rows.")


def test_a_run_that_still_rises_is_named_with_its_seed(make_train: MakeTrain) -> None:
    caution = Caution(kind=CautionKind.STILL_IMPROVING, detail="top1 rose")
    runs = [replace(make_train("ca", seed), cautions=(caution,)) for seed in (0, 1)]
    notes = notes_of(runs, ["ca"])
    assert notes[-2:] == [f"CA, seed {seed}: still improving: top1 rose" for seed in (0, 1)]


def test_what_was_left_out_of_the_data_is_said_once(make_train: MakeTrain) -> None:
    caution = Caution(kind=CautionKind.LEFT_OUT, detail="2 boxes without area")
    runs = [
        replace(make_train(row, seed), cautions=(caution,))
        for row in ("baseline", "ca")
        for seed in (0, 1)
    ]
    notes = starting(notes_of(runs, ["baseline", "ca"]), "all rows: left out")
    assert notes == ["all rows: left out: 2 boxes without area"]
