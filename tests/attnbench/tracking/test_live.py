"""A tracker hears of a real training run while it goes on, and of each epoch once."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.executors.table import EXECUTORS, build_executor
from attnbench.engine.progress import Silent
from attnbench.engine.run import prepare_fitting, run
from attnbench.plan.cells import Cell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.tracking.run import values_of
from attnbench.tracking.table import read_trackers
from attnbench.tracking.tracking import tracked
from attnbench.training.messages import epochs_of
from attnreport.record import TrainRecord
from tests.attnbench.tracking.conftest import Heard

PLAN = Plan(
    modules=parse_variants("eca"),
    recipe=replace(RECIPES["quick"], name="brief", epochs=3, warmup_epochs=0, batch_size=8),
    limit=24,
    seeds=(0,),
    batch_size=2,
    rounds=1,
    checkpoint_epochs=1,
)


class Stopped(Silent):
    """Stops the command in the last epoch of a cell, as Ctrl-C does."""

    def advance(self, cell: Cell, share: float, words: str) -> None:
        del cell, words
        if share > 2 / 3:
            raise KeyboardInterrupt


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_run_that_is_stopped_and_resumed_is_heard_epoch_by_epoch_and_once(
    executor: str, tmp_path: Path, notebook: Path, heard: Heard
) -> None:
    source = open_data_of(PLAN)
    study = prepare_fitting(PLAN, source, tmp_path / "study", kinds=("train",))
    trackers = read_trackers([f"{notebook}:Notebook"])

    def train(shown: Silent) -> list[TrainRecord]:
        with (
            closing(build_executor(executor, parallel=1)) as cells,
            tracked(shown, trackers, study, PLAN, pytest.fail) as progress,
        ):
            records = run(PLAN, source, study, "a test", progress, cells, kinds=("train",))
        return [record for record in records if isinstance(record, TrainRecord)]

    with pytest.raises(KeyboardInterrupt):
        train(Stopped())
    assert [line[0] for line in heard()] == ["config", "log", "log", "finish"]
    baseline, eca = train(Silent())
    assert len(baseline.resumed_at) == 1
    for record in (baseline, eca):
        epochs = epochs_of(record.train_loss, record.scores, record.validation_scores)
        logged = [line[2:] for line in heard() if line[:2] == ["log", f"{record.variant}/seed-0"]]
        assert logged == [[epoch.number, values_of(epoch)] for epoch in epochs]
