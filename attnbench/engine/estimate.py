"""How long a plan would take, from one training step and one forward of each row."""

import time
from collections.abc import Callable, Mapping, Sequence

import torch

from attnbench.cost.speed import BUDGET_S, WARM_UPS
from attnbench.data.source import DataSource
from attnbench.engine.cells.workload import forwards, timed_plan
from attnbench.network.build import build_row, move_to
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant
from attnbench.tasks.make import make_task
from attnbench.training.device import accelerator_for
from attnbench.training.stepper import Stepper
from attnbench.training.task import Task

COST_S = 1.0
"""Rough seconds of a cost cell; they hardly depend on the network."""
START_S = 2.0
"""Rough seconds until a cell runs: the fork, reading the data, building the network."""


def expected_seconds(
    plan: Plan, source: DataSource, missing: Sequence[Cell]
) -> Mapping[Cell, float]:
    """Rough seconds of each cell on this machine, from one step of each row."""
    if not missing:
        return {}
    torch.set_num_threads(plan.threads)
    timed, task = make_task(timed_plan(plan), source), make_task(plan, source)
    steps = {variant: _seconds(plan, source, timed, variant) for variant in plan.variants}
    return {cell: _expected(plan, task, cell, steps) for cell in missing}


def expected_total(expected: Mapping[Cell, float], parallel: int) -> float:
    """Rough seconds of all cells: training side by side, the rest one after another."""
    training = [seconds for cell, seconds in expected.items() if isinstance(cell, TrainCell)]
    side_by_side = max(sum(training) / parallel, max(training, default=0.0))
    return sum(expected.values()) - sum(training) + side_by_side


def _expected(
    plan: Plan, task: Task, cell: Cell, steps: Mapping[Variant, tuple[float, float]]
) -> float:
    match cell:
        case CostCell():
            return COST_S
        case SpeedCell(variants):
            rows = [steps[variant] for variant in variants]
            rounds = [sum(seconds) for seconds in zip(*rows, strict=True)]
            timed = (min(BUDGET_S, plan.rounds * s) + WARM_UPS * s for s in rounds)
            return START_S + sum(timed)
        case TrainCell(variant):
            timed_s, forward_s = steps[variant]
            step_s = timed_s * plan.recipe.batch_size / plan.timed_train_batch
            feed = task.feed
            evaluation_s = (feed.test_count + feed.validation_count) / plan.batch_size * forward_s
            return START_S + plan.recipe.epochs * (feed.steps_per_epoch * step_s + evaluation_s)


def _seconds(plan: Plan, source: DataSource, task: Task, variant: Variant) -> tuple[float, float]:
    """Seconds of one timed training step, and of one timed forward."""
    network = build_row(plan, source, variant, seed=0)
    move_to(network, plan.device, channels_last=plan.recipe.channels_last)
    accelerator = accelerator_for(plan.device, plan.precision)
    stepper = Stepper(network, task, plan.recipe, accelerator)
    batch = next(iter(task.feed.batches(seed=0, epoch=0)))
    forward = forwards(plan, source.size, {"": network}, plan.batch_size)[""]

    def step() -> None:
        network.train()
        stepper.step(batch).item()

    def timed_forward() -> None:
        network.eval()
        forward()
        if plan.device.startswith("cuda"):
            torch.cuda.synchronize()

    return _second_time(step), _second_time(timed_forward)


def _second_time(action: Callable[[], None]) -> float:
    """Seconds of an action at its second time; the first warms up."""
    action()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
