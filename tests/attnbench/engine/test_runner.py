"""The runner claims what an executor takes, stores what it gives, and waits for other processes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import Measured, failed
from attnbench.engine.cells.request import CellRequest, CellResult, OnCellMessage
from attnbench.engine.progress import Silent
from attnbench.engine.runner import RETRY_S, Runner
from attnbench.plan.cells import Cell, TrainCell, cells
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnbench.training.messages import Epoch, Share
from attnreport.record import AnyRecord

EPOCH = Epoch(number=1, train_loss=4.25, test={"top1": 60.0}, validation={})


class Backwards:
    """An executor that takes all requests at once and answers from the last to the first."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self.ran: list[Cell] = []

    def at_once(self, plan: Plan) -> int:
        return len(plan.variants)

    def prepare(self, count: int) -> None:
        del count

    def run(
        self, requests: Iterable[CellRequest], report: OnCellMessage, *, at_once: int
    ) -> Iterator[CellResult]:
        del at_once
        for request in reversed(list(requests)):
            report(request, Share(done=0.5, words="half of it"))
            report(request, EPOCH)
            with self._study.claim(request.key) as is_free:
                assert not is_free
            self.ran.append(request.cell)
            yield self.result(request)

    def result(self, request: CellRequest) -> CellResult:
        record = planted(self._study.plan, request.cell, request.key)
        return CellResult(request=request, measured=Measured(record=record))

    def close(self) -> None:
        pass


class Lossy(Backwards):
    """One that loses every cell."""

    def result(self, request: CellRequest) -> CellResult:
        return CellResult(request=request, cause="the node is gone")


def planted(plan: Plan, cell: Cell, key: str) -> AnyRecord:
    job = Job(plan, open_data_of(plan), cell, key, "a test")
    return failed(job, job.header())


@pytest.fixture
def study(tmp_path: Path, brief: Plan) -> Study:
    return Study.open(tmp_path / "study", replace(brief, seeds=(0, 1)))


@pytest.fixture
def keys(study: Study) -> dict[Cell, str]:
    training = (cell for cell in cells(study.plan) if isinstance(cell, TrainCell))
    return {cell: f"cell-{number}" for number, cell in enumerate(training)}


class Heard(Silent):
    """A progress that remembers what running cells told."""

    def __init__(self) -> None:
        self.shares: list[tuple[Cell, float, str]] = []
        self.epochs: list[tuple[Cell, str, Epoch]] = []

    def advance(self, cell: Cell, share: float, words: str) -> None:
        self.shares.append((cell, share, words))

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        self.epochs.append((cell, key, epoch))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def runner(study: Study, keys: dict[Cell, str], heard: Heard) -> Runner:
    return Runner(study.plan, open_data_of(study.plan), study, keys, "a test", heard)


def test_cells_are_claimed_while_they_run_and_stored_in_whatever_order_they_end(
    runner: Runner, study: Study, keys: dict[Cell, str]
) -> None:
    executor = Backwards(study)
    runner.run(list(keys), executor, at_once=4)
    assert executor.ran == list(keys)[::-1]
    assert {cell: record.key for cell, record in runner.records.items()} == keys
    assert {record.key for record in study.records()} == set(keys.values())
    for key in keys.values():
        with study.claim(key) as is_free:
            assert is_free


def test_what_running_cells_tell_is_passed_on(
    runner: Runner, study: Study, keys: dict[Cell, str], heard: Heard
) -> None:
    runner.run(list(keys)[:1], Backwards(study), at_once=1)
    (cell, key), *_ = keys.items()
    assert heard.shares == [(cell, 0.5, "half of it")]
    assert heard.epochs == [(cell, key, EPOCH)]


def test_a_cell_that_is_lost_is_a_failed_record(
    runner: Runner, study: Study, keys: dict[Cell, str]
) -> None:
    runner.run(list(keys)[:1], Lossy(study), at_once=1)
    (record,) = study.records()
    assert record.error == "the node is gone"


def test_a_cell_of_another_process_is_waited_for_and_its_record_taken(
    runner: Runner, study: Study, keys: dict[Cell, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, *_ = keys
    other = study.claim(keys[busy])
    other.__enter__()

    def end(seconds: float) -> None:
        """The other process ends while the runner waits."""
        assert seconds == RETRY_S
        study.write(planted(study.plan, busy, keys[busy]))
        other.__exit__(None, None, None)

    monkeypatch.setattr("attnbench.engine.runner.time.sleep", end)
    executor = Backwards(study)
    runner.run(list(keys), executor, at_once=4)
    assert busy not in executor.ran
    assert runner.records.keys() == keys.keys()


def test_a_record_that_cannot_be_stored_is_a_failure_that_says_why(
    runner: Runner, study: Study, keys: dict[Cell, str]
) -> None:
    cell, *_ = keys
    (study.folder / "records").rmdir()
    runner.run([cell], Backwards(study), at_once=1)
    assert "FileNotFoundError" in str(runner.records[cell].error)
