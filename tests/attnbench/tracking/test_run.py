"""What a tracker is told: names, the plan as flat values, one set of scores an epoch."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import TrackedRun, tracked_run
from tests.reports.conftest import train


@pytest.fixture
def run() -> TrackedRun:
    plan = Plan(modules=parse_variants("ema,ca"), site="block", recipe=RECIPES["quick"])
    return tracked_run(Path("somewhere/mine"), plan, train("ema", 2))


def test_the_study_is_the_project_and_the_row_and_seed_are_the_run(run: TrackedRun) -> None:
    assert (run.project, run.name, run.variant) == ("mine", "ema/seed-2", "ema")


def test_each_epoch_has_the_loss_and_every_score_of_test_and_validation(run: TrackedRun) -> None:
    assert len(run.epochs) == 3
    assert run.epochs[2] == {
        "train/loss": 1.125,
        "test/top1": 80.9,
        "test/top5": 95.9,
        "val/top1": 81.0,
        "val/top5": 97.0,
    }


def test_an_epoch_without_a_score_has_the_rest(run: TrackedRun) -> None:
    plan = Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"])
    short = replace(train("ema", 0), scores={"top1": (1.0,)}, validation_scores={})
    epochs = tracked_run(run.study, plan, short).epochs
    assert epochs == (
        {"train/loss": 4.25, "test/top1": 1.0},
        {"train/loss": 2.5},
        {"train/loss": 1.125},
    )


def test_the_configuration_is_the_plan_in_values_that_every_tracker_takes(run: TrackedRun) -> None:
    assert {type(value) for value in run.config.values()} <= {str, bool, int, float}
    assert run.config["recipe.lr"] == RECIPES["quick"].lr
    assert (run.config["site"], run.config["variant"], run.config["seed"]) == ("block", "ema", 2)
    assert run.config["key"] == "train-ema-seed2-0a1b"
    assert not {"modules", "seeds"} & run.config.keys()
