"""The speed cell: throughput, latency, training step and peak memory of all rows, in turns."""

import copy
from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor, nn

from attnbench.cost.memory import peak_bytes
from attnbench.cost.speed import Action, Report, time_in_turns
from attnbench.data.catalog import data_of
from attnbench.data.feed import Batch
from attnbench.engine.header import Job
from attnbench.network import build_variant, place
from attnbench.plan import Plan, SpeedCell
from attnbench.tasks.catalog import make_task
from attnbench.tasks.task import Task
from attnbench.training.device import accelerator_for, autocast
from attnbench.training.stepper import Stepper
from attnreport.record import BASELINE, NULL_ROW, SpeedRecord


def measure_speed(job: Job, cell: SpeedCell, report: Report) -> SpeedRecord:
    """Time every row and the null row: a batch forward, one image forward, one training step."""
    plan = job.plan
    task = make_task(plan)
    networks = _networks(plan, cell, task)

    def timed(
        actions: Mapping[str, Action], what: str, done: float
    ) -> dict[str, tuple[float, ...]]:
        return time_in_turns(
            actions,
            rounds=plan.rounds,
            device=plan.device,
            report=lambda share, words: report(done + share / 3, f"{what}, {words}"),
        )

    forwards = _forwards(plan, networks, plan.batch_size)
    forward_s = timed(forwards, "throughput", 0.0)
    latency_s = timed(_forwards(plan, networks, 1), "latency", 1 / 3)
    peak_forward = {
        name: peak_bytes(action, _weights(networks[name]), plan.device)
        for name, action in forwards.items()
    }
    accelerator = accelerator_for(plan.device, plan.precision)
    steppers = {
        name: Stepper(each, task, plan.recipe, accelerator) for name, each in networks.items()
    }
    steps = _steps(networks, steppers, task)
    train_step_s = timed(steps, "training step", 2 / 3)
    peak_train_step = {
        name: peak_bytes(action, _state(networks[name], steppers[name].optimizer), plan.device)
        for name, action in steps.items()
    }
    return SpeedRecord(
        **job.header(),
        variants=tuple(map(str, cell.variants)),
        batch_size=plan.batch_size,
        train_batch_size=plan.recipe.batch_size,
        channels_last=plan.recipe.channels_last,
        forward_s=forward_s,
        latency_s=latency_s,
        train_step_s=train_step_s,
        peak_forward_bytes=peak_forward,
        peak_train_step_bytes=peak_train_step,
    )


def _networks(plan: Plan, cell: SpeedCell, task: Task) -> dict[str, nn.Module]:
    networks = {
        str(variant): task.network(build_variant(plan, variant, seed=0))
        for variant in cell.variants
    }
    networks[NULL_ROW] = copy.deepcopy(networks[BASELINE])
    return {
        name: place(network, plan.device, channels_last=plan.recipe.channels_last)
        for name, network in networks.items()
    }


def _forwards(plan: Plan, networks: Mapping[str, nn.Module], count: int) -> dict[str, Action]:
    """An evaluation forward of so many images, for each row."""
    images = torch.rand(count, *data_of(plan).size, device=plan.device)
    if plan.recipe.channels_last:
        images = images.contiguous(memory_format=torch.channels_last)

    def make(network: nn.Module) -> Action:
        network.eval()

        @torch.inference_mode()
        def forward() -> None:
            with autocast(plan.device, plan.precision):
                network(images)

        return forward

    return {name: make(network) for name, network in networks.items()}


def _steps(
    networks: Mapping[str, nn.Module], steppers: Mapping[str, Stepper], task: Task
) -> dict[str, Action]:
    """A training step on the recipe's first batch, for each row."""
    batch: Batch = next(iter(task.feed.batches(seed=0, epoch=0)))

    def make(network: nn.Module, stepper: Stepper) -> Action:
        network.train()
        return lambda: stepper.step(batch)

    return {name: make(network, steppers[name]) for name, network in networks.items()}


def _weights(network: nn.Module) -> Callable[[], Iterator[Tensor]]:
    """What an evaluation holds from call to call: parameters and buffers."""

    def held() -> Iterator[Tensor]:
        yield from network.parameters()
        yield from network.buffers()

    return held


def _state(network: nn.Module, optimizer: torch.optim.Optimizer) -> Callable[[], Iterator[Tensor]]:
    """What training holds from step to step: weights, gradients and the optimizer's state."""

    def held() -> Iterator[Tensor]:
        yield from _weights(network)()
        yield from (each.grad for each in network.parameters() if each.grad is not None)
        for state in optimizer.state.values():
            yield from (value for value in state.values() if isinstance(value, Tensor))

    return held
