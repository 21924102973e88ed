"""The notes on training say what was reduced, shared, resumed, and where rows started."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from attnreport.comparison.notes.training import training_notes
from attnreport.record import TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]


def starting(runs: Sequence[TrainRecord], start: str) -> list[str]:
    return [note for note in training_notes(runs) if note.startswith(start)]


def test_a_plain_run_has_one_note(make_train: MakeTrain) -> None:
    assert len(list(training_notes([make_train("ema", 0)]))) == 1


def test_without_images_held_out_nothing_is_said_of_them(make_train: MakeTrain) -> None:
    run = replace(make_train("ema", 0), validation_images=0, validation_scores={})
    (note,) = training_notes([run])
    assert "45,000 training and 10,000 test images" in note
    assert note.endswith("; seed 0.")


def test_a_limit_is_said_to_be_a_reduction(make_train: MakeTrain) -> None:
    run = make_train("ema", 0)
    setting = replace(run.setting, limit=5_000)
    limited = replace(run, setting=setting, train_images=4_500, validation_images=500)
    assert starting([replace(limited, train_images=400, test_images=100)], "Reduced: ") == []
    assert starting([limited], "Reduced: ") == [
        "Reduced: at most 5,000 training and 5,000 test images of cifar100."
    ]


def test_pretrained_weights_are_named_by_their_digest(make_train: MakeTrain) -> None:
    run = make_train("ema", 0)
    started = replace(run, setting=replace(run.setting, weights_sha256="0123456789ab" + "f" * 52))
    assert starting([started], "Every row") == ["Every row starts from the weights 0123456789ab."]


def test_devices_that_share_a_batch_are_counted(make_train: MakeTrain) -> None:
    (note,) = training_notes([replace(make_train("ema", 0), devices=4)])
    assert "1 thread on each of 4 devices that share a batch;" in note


def test_runs_that_went_on_are_named_with_the_epochs_done(make_train: MakeTrain) -> None:
    runs = [
        replace(make_train("ema", 0), resumed_at=(3.21,)),
        replace(make_train("ca", 1), resumed_at=(1.0, 2.5)),
        make_train("eca", 0),
    ]
    assert starting(runs, "Resumed: ") == [
        "Resumed: EMA, seed 0, after 3.2 epochs; CA, seed 1, after 1.0 and 2.5 epochs; on a CPU "
        "the result is bit-identical to an uninterrupted run's."
    ]
    assert "bit-identical" not in starting([replace(runs[0], devices=2)], "Resumed: ")[0]
