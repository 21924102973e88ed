"""How long a plan would take, from one training step and one forward of each row."""

import time
from collections.abc import Mapping, Sequence

import torch
from torch import nn

from attnbench.cost.speed import BUDGET_S, WARM_UPS
from attnbench.data.catalog import find_data
from attnbench.network import build_variant
from attnbench.plan import Cell, CostCell, Plan, SpeedCell, TrainCell
from attnbench.tasks.classification import EVALUATION_BATCH, Classification
from attnbench.training import autocast
from attnbench.variant import Variant

COST_S = 1.0
"""Of one cost cell, roughly; it hardly depends on the network."""
START_S = 7.0
"""Of a child process: starting Python, importing torch, reading the data."""


def expected_seconds(plan: Plan, missing: Sequence[Cell]) -> Mapping[Cell, float]:
    """Roughly how long each cell takes on this machine, measured by a step of each row."""
    torch.set_num_threads(plan.threads)
    steps = {variant: _seconds(plan, variant) for variant in plan.variants} if missing else {}
    return {cell: _expected(plan, cell, steps) for cell in missing}


def _expected(plan: Plan, cell: Cell, steps: Mapping[Variant, tuple[float, float]]) -> float:
    match cell:
        case CostCell():
            return COST_S
        case SpeedCell(variants):
            passes = sum(steps[variant][1] for variant in variants) * plan.batch_size
            return START_S + min(BUDGET_S, plan.rounds * passes) + WARM_UPS * passes
        case TrainCell(variant):
            step_s, image_s = steps[variant]
            task = Classification(find_data(plan.data).load(), plan.recipe, plan.device)
            epoch_s = task.steps_per_epoch * step_s + task.test_count * image_s
            return START_S + plan.recipe.epochs * epoch_s


def _seconds(plan: Plan, variant: Variant) -> tuple[float, float]:
    """Seconds of one training step, and of one image's evaluation."""
    network: nn.Module = build_variant(plan, variant, seed=0)
    network.to(device=plan.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks memory_format with device
    size = find_data(plan.data).size

    def once(batch: int, *, train: bool) -> float:
        images = torch.rand(batch, *size, device=plan.device)
        images = images.contiguous(memory_format=torch.channels_last)
        start = time.perf_counter()
        with torch.set_grad_enabled(train), autocast(plan.device, plan.precision):
            output = network.train(train)(images)
        if train:
            output.float().sum().backward()
        output.sum().item()
        return time.perf_counter() - start

    batch = plan.recipe.batch_size
    once(batch, train=True)
    step_s = once(batch, train=True)
    return step_s, once(EVALUATION_BATCH, train=False) / EVALUATION_BATCH
