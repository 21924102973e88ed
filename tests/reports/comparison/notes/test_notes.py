"""The notes say under which conditions the numbers hold, and how far."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.budget import read_limit
from attnreport.comparison.comparison import compare
from attnreport.comparison.notes.notes import SUMMED_UP, WHERE
from attnreport.comparison.notes.timing import speed_notes
from attnreport.comparison.tables import comparison_table, comparison_tables
from attnreport.completion import Completion
from attnreport.record import AnyRecord, Caution, CautionKind, CostRecord, SpeedRecord, TrainRecord

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

CLONED = CautionKind.CLONED
DETAIL = "torch and thop differ by 3 %; read the torch column"


def notes_of(records: Sequence[AnyRecord], variants: Sequence[str]) -> list[str]:
    return list(comparison_table(compare(records, variants)).notes)


def starting(notes: Sequence[str], start: str) -> list[str]:
    return [note for note in notes if note.startswith(start)]


def test_without_records_the_only_note_says_so() -> None:
    assert notes_of([], ["baseline"]) == ["Nothing was measured yet."]


def test_the_setting_names_all_that_rows_have_in_common_and_the_machine(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    (note,) = starting(notes_of(make_study(3), variants), "Setting: ")
    assert note == (
        "Setting: resnet50 (stem: cifar), modules at residual, cifar100 images of 3x32x32, "
        "100 classes, fp32; on cpu: Example CPU, 8 cores, 32 GiB, Linux 6.1, Python 3.11.7, "
        "torch 2.6.0, timm 1.0.20, attnbench 0.1.0 at 0123456789ab."
    )


def test_flops_are_said_to_be_multiply_accumulates(make_cost: MakeCost) -> None:
    assert any("multiply-accumulates" in note for note in notes_of([make_cost("ema")], ["ema"]))


def test_the_speed_notes_have_batches_device_threads_and_rounds(make_speed: MakeSpeed) -> None:
    session = make_speed(["baseline", "ema"])
    notes = list(speed_notes(session))
    rounds = len(session.forward_s["baseline"])
    assert notes[0].startswith("Timed on cpu, 1 thread, channels last, fp32;")
    assert notes[1] == (
        f"Rounds: {rounds} of throughput (64 images), {rounds} of latency (1 image), {rounds} of "
        "training step (128 images)."
    )


def test_the_speed_notes_say_how_maps_lay_in_memory(make_speed: MakeSpeed) -> None:
    session = replace(make_speed(["baseline", "ema"]), channels_last=False)
    assert "channels first" in next(speed_notes(session))


def test_what_was_not_timed_has_no_rounds(make_speed: MakeSpeed) -> None:
    session = replace(make_speed(["baseline"]), latency_s={}, train_step_s={})
    (note,) = starting(list(speed_notes(session)), "Rounds: ")
    assert note.endswith(" of throughput (64 images).")
    nothing = replace(session, forward_s={})
    assert not starting(list(speed_notes(nothing)), "Rounds: ")


def test_the_speed_notes_have_the_load_of_the_machine(make_speed: MakeSpeed) -> None:
    session = replace(make_speed(["baseline"]), load_before=0.5, load_after=1.25)
    (note,) = starting(list(speed_notes(session)), "Load of the machine: ")
    assert "0.50 before, 1.25 after" in note
    assert not starting(list(speed_notes(make_speed(["baseline"]))), "Load")


def test_without_a_session_nothing_is_said_of_speed(make_cost: MakeCost) -> None:
    notes = notes_of([make_cost("baseline")], ["baseline"])
    assert not starting(notes, "Throughput: ")
    assert not starting(notes, "Clock: ")


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
        "images, 1 thread; seeds 0, 1, 2."
    )


def test_failed_runs_say_nothing_of_training(make_train: MakeTrain) -> None:
    failed = replace(make_train("ema", 0), error="killed", train_images=0, test_images=0)
    assert not starting(notes_of([failed], ["ema"]), "Training: ")
    (note,) = starting(notes_of([failed, make_train("ema", 1)], ["ema"]), "Training: ")
    assert "45,000 training" in note
    assert note.endswith("; seed 1.")


@pytest.mark.parametrize(("seeds", "warned"), [(1, True), (2, True), (3, False)])
def test_too_few_seeds_come_with_what_to_do(
    seeds: int, warned: bool, make_study: MakeStudy, variants: Sequence[str]
) -> None:
    notes = starting(notes_of(make_study(seeds), variants), "Not enough seeds: ")
    assert len(notes) == warned
    assert all("too few to rank" in note and note.endswith("train 3 or more.") for note in notes)


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
    (note,) = starting(notes, "Setting: ")
    assert note.partition("; on ")[2] == (
        "cpu: Example CPU, 8 cores, 32 GiB, Linux 6.1, Python 3.11.7, torch 2.6.0, timm 1.0.20, "
        "attnbench 0.1.0 at 0123456789ab; also on cpu: Other CPU, 8 cores, 32 GiB, Linux 6.1, "
        "Python 3.11.7, torch 2.6.0, timm 1.0.20, attnbench 0.1.0."
    )


@pytest.mark.parametrize("kind", [k for k in CautionKind if k not in SUMMED_UP])
def test_a_caution_names_its_row_its_kind_and_its_detail(
    kind: CautionKind, make_cost: MakeCost
) -> None:
    record = replace(make_cost("ca"), cautions=(Caution(kind=kind, detail=DETAIL),))
    assert f"{kind.capitalize()}: CA: {DETAIL}." in notes_of([record], ["baseline", "ca"])


def test_a_caution_of_every_seed_is_said_once(make_train: MakeTrain) -> None:
    caution = Caution(kind=CautionKind.CLONED, detail="cloned at 16 places")
    notes = notes_of(
        [replace(make_train("ca", seed), cautions=(caution,)) for seed in range(3)],
        ["baseline", "ca"],
    )
    assert starting(notes, "Cloned before") == [f"{CLONED.capitalize()}: CA: cloned at 16 places."]


def test_a_caution_of_a_session_is_said_of_speed(make_speed: MakeSpeed) -> None:
    caution = Caution(kind=CautionKind.CLONED, detail="cloned at 16 places")
    session = replace(make_speed(["baseline"]), cautions=(caution,))
    assert f"{CLONED.capitalize()}: cloned at 16 places." in notes_of([session], ["baseline"])


def test_a_row_with_fewer_runs_than_others_is_said_to_be_unfinished(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    records = [r for r in make_study(3) if not (r.kind == "train" and r.variant == "ca")]
    notes = notes_of([*records], variants)
    assert "Fewer than 3 training runs: CA 0." in notes


def test_rows_that_the_shown_session_lacks_are_named(
    make_cost: MakeCost, make_speed: MakeSpeed
) -> None:
    records: list[AnyRecord] = [make_cost("baseline"), make_cost("ca"), make_speed(["baseline"])]
    (note,) = starting(notes_of(records, ["baseline", "ca"]), "Not timed in the session shown: CA.")
    assert note.endswith("run compare with all rows.")


def test_runs_that_still_rise_are_counted_by_row(make_train: MakeTrain) -> None:
    caution = Caution(kind=CautionKind.STILL_IMPROVING, detail="top1 rose")
    rising = [replace(make_train("ca", seed), cautions=(caution,)) for seed in (0, 1)]
    runs = [make_train("baseline", 0), *rising]
    table = comparison_table(compare(runs, ["baseline", "ca"]))
    assert starting(table.notes, "Still improving: ") == [
        "Still improving: 2 of 3 runs (CA), by up to 5.00 points in the last epoch; train longer."
    ]
    rows = [about.row for about in table.cautions if about.caution == caution]
    assert rows == ["CA, seed 0", "CA, seed 1"]


@pytest.mark.parametrize("kind", [CautionKind.DATA, CautionKind.LEFT_OUT])
def test_what_is_to_say_of_the_data_is_said_once(make_train: MakeTrain, kind: CautionKind) -> None:
    caution = Caution(kind=kind, detail="2 boxes without area")
    runs = [
        replace(make_train(row, seed), cautions=(caution,))
        for row in ("baseline", "ca")
        for seed in (0, 1)
    ]
    head = kind.capitalize()
    notes = starting(notes_of(runs, ["baseline", "ca"]), f"{head}: ")
    assert notes == [f"{head}: 2 boxes without area."]


def test_a_reader_learns_first_what_numbers_cannot_say_and_last_where_more_is(
    make_study: MakeStudy, make_train: MakeTrain, variants: Sequence[str]
) -> None:
    study = make_study(2)
    rising = Caution(kind=CautionKind.STILL_IMPROVING, detail="top1 rose")
    failure = replace(make_train("ema", 2), error="killed", scores={})
    records = [replace(r, cautions=(rising,)) if r.kind == "train" else r for r in study]
    notes = notes_of([*records, failure], variants)
    order = ("Failed", "Not enough seeds", "Still improving", "Clock", "Setting", "FLOPs")
    firsts = [next(i for i, note in enumerate(notes) if note.startswith(word)) for word in order]
    assert firsts == sorted(firsts)
    assert firsts[0] == 0
    assert notes[-1] == WHERE


def test_the_notes_are_few_and_short(make_study: MakeStudy, variants: Sequence[str]) -> None:
    tables = comparison_tables(compare(make_study(2), variants))
    notes = [note for table in tables.values() for note in table.notes]
    assert len(notes) <= 14
    assert sum(len(note.split()) for note in notes) < 220


def test_an_unfinished_study_says_so_before_anything_else() -> None:
    completion = Completion(cells=10, missing=10, running=("cost",))
    table = comparison_table(compare([], ["baseline"], completion=completion))
    assert table.notes == (
        "Unfinished: 10 of 10 cells are missing; counting runs.",
        "Nothing was measured yet.",
    )
    assert [about.caution.kind for about in table.cautions] == [CautionKind.UNFINISHED]
