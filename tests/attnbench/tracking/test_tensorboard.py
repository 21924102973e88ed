"""TensorBoard's own files hold the curves of a run, each epoch once."""

from pathlib import Path

import pytest

from attnbench.tracking.run import TrackedRun
from attnbench.tracking.send import OpenRun, open_run
from attnbench.tracking.table import read_trackers
from tests.attnbench.tracking.conftest import EPOCHS, RunOf

accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")


def opened(run: TrackedRun, made_at: str = "") -> OpenRun:
    result = open_run(read_trackers(["tensorboard"])[0], run, made_at)
    assert result is not None
    return result


def losses(study: Path) -> list[tuple[int, float]]:
    curves = accumulator.EventAccumulator(str(study / "tracking/tensorboard/ema/seed-0"))
    curves.Reload()
    assert set(curves.Tags()["scalars"]) == {"train/loss", "test/top1"}
    return [(point.step, point.value) for point in curves.Scalars("train/loss")]


def test_the_curves_are_in_the_study_while_the_run_goes_on(run_of: RunOf) -> None:
    run = run_of()
    going_on = opened(run)
    for epoch in EPOCHS[:2]:
        going_on.log(epoch)
    assert losses(run.study) == [(1, 4.25), (2, 2.5)]
    going_on.log(EPOCHS[2])
    going_on.finish("today")
    assert losses(run.study) == [(1, 4.25), (2, 2.5), (3, 1.125)]


def test_a_run_that_was_stopped_goes_on_where_it_was(run_of: RunOf) -> None:
    run = run_of()
    stopped = opened(run)
    stopped.log(EPOCHS[0])
    stopped.fail()
    resumed = opened(run)
    for epoch in EPOCHS:
        resumed.log(epoch)
    resumed.finish("today")
    assert losses(run.study) == [(1, 4.25), (2, 2.5), (3, 1.125)]
    (folder,) = (run.study / "tracking/tensorboard/ema/seed-0").rglob("hparams.yml")
    assert folder.is_file()


def test_a_run_that_is_trained_again_replaces_the_first(run_of: RunOf) -> None:
    run = run_of()
    for day in ("today", "tomorrow"):
        again = opened(run, day)
        for epoch in EPOCHS:
            again.log(epoch)
        again.finish(day)
    assert losses(run.study) == [(1, 4.25), (2, 2.5), (3, 1.125)]
