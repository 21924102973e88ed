"""Training runs are sent while they go on, each epoch once, and a failing tracker stops nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.progress import Progress, Silent
from attnbench.plan.cells import Cell, CostCell, TrainCell
from attnbench.plan.variant import parse_variant
from attnbench.study import Study
from attnbench.tracking.table import read_trackers
from attnbench.tracking.tracking import tracked
from attnbench.training.messages import Epoch, epochs_of
from attnreport.record import AnyRecord, TrainRecord
from tests.attnbench.tracking.conftest import Heard
from tests.reports.conftest import cost, train

EMA = parse_variant("ema")
KEY = train("ema", 0).key


class Console(Silent):
    """A progress that remembers which cells have ended."""

    def __init__(self) -> None:
        self.ended: list[Cell] = []
        self.epochs: list[int] = []

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        del cell, key
        self.epochs.append(epoch.number)

    def end(self, cell: Cell, record: AnyRecord) -> None:
        del record
        self.ended.append(cell)


def _run(
    study: Study,
    names: Sequence[str],
    *ended: AnyRecord,
    earlier: Sequence[TrainRecord] = (),
) -> tuple[list[str], Console]:
    """What a run of these cells tells the user, and its console."""
    told: list[str] = []
    console = Console()
    with tracked(console, read_trackers(names), study, study.plan, told.append) as progress:
        progress.expect({TrainCell(EMA, record.seed): record for record in earlier})
        progress.weigh({})
        for record in ended:
            cell = TrainCell(EMA, record.seed) if record.kind == "train" else CostCell(EMA)
            progress.begin(cell)
            progress.advance(cell, 0.5, "half")
            progress.end(cell, record)
    return told, console


@contextmanager
def _training(study: Study, name: str, *epochs: Epoch) -> Iterator[Progress]:
    """While a cell trains that has told of these epochs."""
    with tracked(Silent(), read_trackers([name]), study, study.plan, pytest.fail) as progress:
        for epoch in epochs:
            progress.close_epoch(TrainCell(EMA, 0), KEY, epoch)
        yield progress


def _epochs() -> list[Epoch]:
    record = train("ema", 0)
    return epochs_of(record.train_loss, record.scores, record.validation_scores)


def _logged(heard: Heard) -> list[object]:
    return [line[2] for line in heard() if line[0] == "log"]


def test_an_epoch_is_sent_when_it_has_ended_and_the_run_is_closed_with_its_record(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    first, second, _ = _epochs()
    with _training(planted_study, f"{notebook}:Notebook", first) as progress:
        assert [line[0] for line in heard()] == ["config", "log"]
        progress.close_epoch(TrainCell(EMA, 0), KEY, second)
        assert _logged(heard) == [1, 2]
        progress.end(TrainCell(EMA, 0), train("ema", 0))
        assert _logged(heard) == [1, 2, 3]
        assert heard()[-1] == ["finish", "ema/seed-0"]
    assert [line[0] for line in heard()].count("finish") == 1


def test_several_runs_may_be_open_at_once(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    first, *_ = _epochs()
    with _training(planted_study, f"{notebook}:Notebook", first) as progress:
        progress.close_epoch(TrainCell(EMA, 1), train("ema", 1).key, first)
        for seed in (1, 0):
            progress.end(TrainCell(EMA, seed), train("ema", seed))
    runs = [line[1] for line in heard() if line[0] == "log"]
    assert runs == ["ema/seed-0", *["ema/seed-1"] * 3, *["ema/seed-0"] * 2]


def test_a_run_that_is_resumed_gets_no_epoch_twice(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    name = f"{notebook}:Notebook"
    first, second, third = _epochs()
    with (
        pytest.raises(KeyboardInterrupt),
        _training(planted_study, name, first, second),
    ):
        raise KeyboardInterrupt
    assert heard()[-1] == ["finish", "ema/seed-0"]
    # The checkpoint is one of the first epoch: it tells of that again, and trains the second again.
    with _training(planted_study, name, first, second, third) as progress:
        progress.end(TrainCell(EMA, 0), train("ema", 0))
    assert _logged(heard) == [1, 2, 3]


def test_a_run_that_failed_is_ended_and_continued_by_the_next_command(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    name = f"{notebook}:Notebook"
    failed = replace(train("ema", 0), error="OSError: the disk is full")
    first, second, _ = _epochs()
    with _training(planted_study, name, first, second) as progress:
        progress.end(TrainCell(EMA, 0), failed)
        assert heard()[-1] == ["finish", "ema/seed-0"]
    _run(planted_study, [name], train("ema", 0))
    assert _logged(heard) == [1, 2, 3]


def test_a_run_of_which_no_epoch_was_heard_is_sent_whole(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    names = [f"{notebook}:Notebook"]
    told, console = _run(planted_study, names, cost("ema"), train("ema", 1))
    (what, run, config), *epochs, end = heard()
    assert (what, run, end) == ("config", "ema/seed-1", ["finish", "ema/seed-1"])
    assert isinstance(config, dict)
    assert config["study"] == "study"
    assert [epoch[2] for epoch in epochs] == [1, 2, 3]
    assert epochs[0][3] == {
        "train/loss": 4.25,
        "test/top1": 60.7,
        "test/top5": 80.0,
        "val/top1": 55.0,
        "val/top5": 79.0,
    }
    assert told == []
    assert console.ended == [CostCell(EMA), TrainCell(EMA, 1)]


def test_a_run_that_failed_before_its_first_epoch_is_not_sent(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    failed = replace(train("ema", 0), error="Diverged: the loss is nan")
    _run(planted_study, [f"{notebook}:Notebook"], failed)
    assert heard() == []


def test_the_next_command_sends_what_was_not_sent_and_nothing_twice(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    names = [f"{notebook}:Notebook"]
    records = [train("ema", seed) for seed in (0, 1)]
    _run(planted_study, names, records[0])
    _run(planted_study, names, earlier=records)
    assert [line[1] for line in heard() if line[0] == "finish"] == ["ema/seed-0", "ema/seed-1"]


def test_a_cell_that_was_trained_again_is_sent_again(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    names = [f"{notebook}:Notebook"]
    _run(planted_study, names, train("ema", 0))
    _run(planted_study, names, replace(train("ema", 0), started_at="2026-02-03T04:05:06+00:00"))
    assert _logged(heard) == [1, 2, 3] * 2


def test_a_run_that_another_process_sends_is_left_to_it(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    name = f"{notebook}:Notebook"
    with _training(planted_study, name, *_epochs()):
        told, console = _run(planted_study, [name], train("ema", 0))
    assert (told, len(console.ended)) == ([], 1)
    assert _logged(heard) == [1, 2, 3]


def test_a_tracker_that_fails_is_named_and_left_alone_and_the_others_go_on(
    planted_study: Study, notebook: Path, heard: Heard
) -> None:
    names = [f"{notebook}:Full", f"{notebook}:Notebook"]
    records = [train("ema", seed) for seed in (0, 1)]
    told, console = _run(planted_study, names, *records)
    assert told == [
        f"{notebook}:Full did not take ema/seed-0: no room for epochs; the results are in the "
        "study, and the same command sends what is missing"
    ]
    assert len(console.ended) == 2
    # One epoch and the end of the run that failed, then both runs of the other tracker.
    assert [line[0] for line in heard()].count("log") == 1 + 2 * 3
    again, _ = _run(planted_study, names, earlier=records)
    assert again == told


def test_a_tracker_that_fails_while_a_cell_trains_does_not_stop_it(
    planted_study: Study, notebook: Path
) -> None:
    told: list[str] = []
    console, trackers = Console(), read_trackers([f"{notebook}:Full"])
    with tracked(console, trackers, planted_study, planted_study.plan, told.append) as progress:
        for epoch in _epochs():
            progress.close_epoch(TrainCell(EMA, 0), KEY, epoch)
        progress.end(TrainCell(EMA, 0), train("ema", 0))
    assert (console.epochs, len(console.ended), len(told)) == ([1, 2, 3], 1, 1)


def test_without_a_tracker_the_progress_is_the_console_itself(planted_study: Study) -> None:
    console = Console()
    with tracked(console, (), planted_study, planted_study.plan, print) as progress:
        assert progress is console
