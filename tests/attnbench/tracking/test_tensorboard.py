"""TensorBoard's own files hold the curves of a run, once."""

from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import tracked_run
from attnbench.tracking.send import send
from attnbench.tracking.table import read_trackers
from tests.reports.conftest import train

accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")


def test_the_curves_are_in_the_study_and_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    plan = Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"])
    run = tracked_run(tmp_path, plan, train("ema", 0))
    (kind,) = read_trackers(["tensorboard"])
    for _ in range(2):
        send(kind, run)
    curves = accumulator.EventAccumulator(str(tmp_path / "tracking/tensorboard/ema/seed-0"))
    curves.Reload()
    assert set(curves.Tags()["scalars"]) == set(run.epochs[0])
    points = [(point.step, point.value) for point in curves.Scalars("train/loss")]
    assert points == [(1, 4.25), (2, 2.5), (3, 1.125)]
