"""How long a plan would take, from one training step and one forward of each row."""

import time
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import nn

from attnbench.cost.speed import BUDGET_S, WARM_UPS
from attnbench.data.catalog import find_data
from attnbench.network import build_variant
from attnbench.plan import Cell, CostCell, Plan, SpeedCell, TrainCell
from attnbench.tasks.catalog import make_task
from attnbench.tasks.task import Task
from attnbench.training import autocast
from attnbench.variant import Variant

COST_S = 1.0
"""Of one cost cell, roughly; it hardly depends on the network."""
START_S = 7.0
"""Of a child process: starting Python, importing torch, reading the data."""


def expected_seconds(plan: Plan, missing: Sequence[Cell]) -> Mapping[Cell, float]:
    """Roughly how long each cell takes on this machine, measured by a step of each row."""
    if not missing:
        return {}
    torch.set_num_threads(plan.threads)
    task = make_task(plan)
    steps = {variant: _seconds(plan, task, variant) for variant in plan.variants}
    return {cell: _expected(plan, task, cell, steps) for cell in missing}


def _expected(
    plan: Plan, task: Task, cell: Cell, steps: Mapping[Variant, tuple[float, float]]
) -> float:
    match cell:
        case CostCell():
            return COST_S
        case SpeedCell(variants):
            round_s = sum(steps[variant][1] for variant in variants)
            return START_S + min(BUDGET_S, plan.rounds * round_s) + WARM_UPS * round_s
        case TrainCell(variant):
            step_s, forward_s = steps[variant]
            evaluation_s = task.test_count / plan.batch_size * forward_s
            return START_S + plan.recipe.epochs * (task.steps_per_epoch * step_s + evaluation_s)


def _seconds(plan: Plan, task: Task, variant: Variant) -> tuple[float, float]:
    """Seconds of one training step, and of one timed forward."""
    network: nn.Module = build_variant(plan, variant, seed=0)
    network.to(device=plan.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks memory_format with device
    batch = next(iter(task.batches(seed=0, epoch=0)))
    images = torch.rand(plan.batch_size, *find_data(plan.data).size, device=plan.device)

    def step() -> None:
        with autocast(plan.device, plan.precision):
            loss = task.loss(network.train(), batch)
        loss.backward()
        loss.item()

    def forward() -> None:
        with torch.no_grad(), autocast(plan.device, plan.precision):
            network.eval()(images).sum().item()

    return _second_time(step), _second_time(forward)


def _second_time(action: Callable[[], None]) -> float:
    """Seconds of an action when it is done again: the first time warms up."""
    action()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
