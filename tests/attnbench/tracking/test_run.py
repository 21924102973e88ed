"""What a tracker is told: names, the plan as flat values, one set of scores an epoch."""

from pathlib import Path

import pytest

from attnbench.plan.cells import TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import TrackedRun, tracked_run, values_of
from attnbench.training.messages import Epoch


@pytest.fixture
def run() -> TrackedRun:
    plan = Plan(modules=parse_variants("ema,ca"), site="block", recipe=RECIPES["quick"])
    cell = TrainCell(parse_variant("ema"), 2)
    return tracked_run(Path("somewhere/mine"), plan, cell, "train-ema-seed2-0a1b")


def test_the_study_is_the_project_and_the_row_and_seed_are_the_run(run: TrackedRun) -> None:
    assert (run.project, run.name, run.variant) == ("mine", "ema/seed-2", "ema")


def test_an_epoch_has_the_loss_and_every_score_of_test_and_validation() -> None:
    epoch = Epoch(
        number=3,
        train_loss=1.125,
        test={"top1": 80.9, "top5": 95.9},
        validation={"top1": 81.0, "top5": 97.0},
    )
    assert values_of(epoch) == {
        "train/loss": 1.125,
        "test/top1": 80.9,
        "test/top5": 95.9,
        "val/top1": 81.0,
        "val/top5": 97.0,
    }


def test_the_configuration_is_the_plan_in_values_that_every_tracker_takes(run: TrackedRun) -> None:
    assert {type(value) for value in run.config.values()} <= {str, bool, int, float}
    assert run.config["recipe.lr"] == RECIPES["quick"].lr
    assert (run.config["site"], run.config["variant"], run.config["seed"]) == ("block", "ema", 2)
    assert (run.config["study"], run.config["key"]) == ("mine", "train-ema-seed2-0a1b")
    assert not {"modules", "seeds"} & run.config.keys()
