"""MLflow's own store holds the curves of a run, and whether it is whole."""

from pathlib import Path

import pytest

from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import TrackedRun
from attnbench.tracking.send import OpenRun, open_run
from attnbench.tracking.table import read_trackers
from tests.attnbench.tracking.conftest import EPOCHS, RunOf

mlflow = pytest.importorskip("mlflow")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")


def opened(run: TrackedRun) -> OpenRun:
    result = open_run(read_trackers(["mlflow"])[0], run)
    assert result is not None
    return result


def stored() -> dict[str, tuple[str, list[tuple[int, float]]]]:
    """By name, the status and the losses of every run of the study."""
    runs = mlflow.search_runs(experiment_names=["mine"], output_format="list")
    points = {
        run.info.run_id: mlflow.MlflowClient().get_metric_history(run.info.run_id, "train/loss")
        for run in runs
    }
    return {
        run.info.run_name: (
            run.info.status,
            [(point.step, point.value) for point in points[run.info.run_id]],
        )
        for run in runs
    }


def test_two_runs_go_on_at_once_and_each_has_its_own_curves_and_the_plan(run_of: RunOf) -> None:
    first, second = opened(run_of(0)), opened(run_of(1))
    first.log(EPOCHS[0])
    second.log(EPOCHS[0])
    first.log(EPOCHS[1])
    assert stored() == {
        "ema/seed-0": ("RUNNING", [(1, 4.25), (2, 2.5)]),
        "ema/seed-1": ("RUNNING", [(1, 4.25)]),
    }
    first.finish("today")
    second.fail()
    assert {name: status for name, (status, _) in stored().items()} == {
        "ema/seed-0": "FINISHED",
        "ema/seed-1": "FAILED",
    }
    assert mlflow.active_run() is None
    (run, _) = mlflow.search_runs(experiment_names=["mine"], output_format="list")
    assert run.data.params["recipe.lr"] == str(RECIPES["quick"].lr)


def test_a_run_that_was_stopped_goes_on_where_it_was(run_of: RunOf) -> None:
    stopped = opened(run_of())
    stopped.log(EPOCHS[0])
    stopped.fail()
    resumed = opened(run_of())
    for epoch in EPOCHS:
        resumed.log(epoch)
    assert stored() == {"ema/seed-0": ("RUNNING", [(1, 4.25), (2, 2.5), (3, 1.125)])}
    resumed.finish("today")
    assert stored()["ema/seed-0"][0] == "FINISHED"
