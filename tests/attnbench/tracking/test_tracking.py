"""Training runs are sent when they have ended, once, and a failing tracker stops nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from attnbench.engine.progress import Silent
from attnbench.plan.cells import Cell, CostCell, TrainCell
from attnbench.plan.variant import parse_variant
from attnbench.study import Study
from attnbench.tracking.table import read_trackers
from attnbench.tracking.tracking import tracked
from attnreport.record import AnyRecord
from tests.attnbench.tracking.conftest import Heard
from tests.reports.conftest import cost, train

EMA = parse_variant("ema")


class Console(Silent):
    """A progress that remembers which cells have ended."""

    def __init__(self) -> None:
        self.ended: list[Cell] = []

    def end(self, cell: Cell, record: AnyRecord) -> None:
        del record
        self.ended.append(cell)


def _run(
    study: Study,
    names: Sequence[str],
    *ended: AnyRecord,
    earlier: Sequence[AnyRecord] = (),
) -> tuple[list[str], Console]:
    """What a run of these cells tells the user, and its console."""
    told: list[str] = []
    console = Console()
    progress = tracked(console, read_trackers(names), study, study.plan, told.append)
    progress.expect({TrainCell(EMA, seed): record for seed, record in enumerate(earlier)})
    progress.weigh({})
    for record in ended:
        cell = CostCell(EMA) if record.kind == "cost" else TrainCell(EMA, 0)
        progress.begin(cell)
        progress.advance(cell, 0.5, "half")
        progress.end(cell, record)
    return told, console


def test_a_run_is_sent_whole_when_it_has_ended(
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
    assert console.ended == [CostCell(EMA), TrainCell(EMA, 0)]


def test_a_run_that_failed_is_not_sent(planted_study: Study, notebook: Path, heard: Heard) -> None:
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
    assert [line[0] for line in heard()].count("finish") == 2


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


def test_without_a_tracker_the_progress_is_the_console_itself(planted_study: Study) -> None:
    console = Console()
    assert tracked(console, (), planted_study, planted_study.plan, print) is console
