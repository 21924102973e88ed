"""MLflow's own store holds the curves of a run, and whether it is whole."""

from collections import UserDict
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import TrackedRun, tracked_run
from attnbench.tracking.send import send
from attnbench.tracking.table import read_trackers
from tests.reports.conftest import train

mlflow = pytest.importorskip("mlflow")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrackedRun:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    plan = Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"])
    return tracked_run(tmp_path / "mine", plan, train("ema", 0))


def test_a_run_is_finished_with_its_curves_and_its_plan(run: TrackedRun) -> None:
    send(read_trackers(["mlflow"])[0], run)
    (stored,) = mlflow.search_runs(experiment_names=["mine"], output_format="list")
    assert (stored.info.run_name, stored.info.status) == ("ema/seed-0", "FINISHED")
    assert stored.data.params["recipe.lr"] == str(RECIPES["quick"].lr)
    points = mlflow.MlflowClient().get_metric_history(stored.info.run_id, "train/loss")
    assert [(point.step, point.value) for point in points] == [(1, 4.25), (2, 2.5), (3, 1.125)]


def test_a_run_of_which_only_a_part_was_sent_has_failed(run: TrackedRun) -> None:
    class Unreadable(UserDict[str, float]):
        def keys(self):  # type: ignore[no-untyped-def]
            raise OSError("damaged")

    broken = replace(run, epochs=(run.epochs[0], Unreadable()))
    with pytest.raises(OSError, match="damaged"):
        send(read_trackers(["mlflow"])[0], broken)
    (stored,) = mlflow.search_runs(experiment_names=["mine"], output_format="list")
    assert stored.info.status == "FAILED"
