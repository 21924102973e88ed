"""What is timed: a forward of a batch, a forward of one image, a training step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from attnbench.cost.speed import Action
from attnbench.data.feed import Batch
from attnbench.meta import ImageSize
from attnbench.plan.plan import Plan
from attnbench.training.device import accelerator_for, autocast
from attnbench.training.stepper import Stepper
from attnbench.training.task import Task

Held = Callable[[], Iterator[Tensor]]
"""Gives what lives on from call to call."""


def forwards(
    plan: Plan, size: ImageSize, networks: Mapping[str, nn.Module], count: int
) -> dict[str, Action]:
    """An evaluation forward of `count` images, for each row."""
    images = torch.rand(count, *size, device=plan.device)
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


def timed_plan(plan: Plan) -> Plan:
    """The plan whose recipe has the batch of a timed training step."""
    return replace(plan, recipe=replace(plan.recipe, batch_size=plan.timed_train_batch))


def steppers(plan: Plan, networks: Mapping[str, nn.Module], task: Task) -> dict[str, Stepper]:
    """Steppers that train each row's network."""
    accelerator = accelerator_for(plan.device, plan.precision)
    return {name: Stepper(net, task, plan.recipe, accelerator) for name, net in networks.items()}


def steps(
    networks: Mapping[str, nn.Module], trained_by: Mapping[str, Stepper], task: Task
) -> dict[str, Action]:
    """A training step on the recipe's first batch, for each row."""
    batch: Batch = next(iter(task.feed.batches(seed=0, epoch=0)))

    def make(network: nn.Module, stepper: Stepper) -> Action:
        network.train()
        return lambda: stepper.step(batch)

    return {name: make(network, trained_by[name]) for name, network in networks.items()}


def weights_of(network: nn.Module) -> Held:
    """What an evaluation holds from call to call: parameters and buffers."""

    def held() -> Iterator[Tensor]:
        yield from network.parameters()
        yield from network.buffers()

    return held


def state_of(network: nn.Module, optimizer: torch.optim.Optimizer) -> Held:
    """What training holds from step to step: weights, gradients and the optimizer's state."""

    def held() -> Iterator[Tensor]:
        yield from weights_of(network)()
        yield from (p.grad for p in network.parameters() if p.grad is not None)
        for state in optimizer.state.values():
            yield from (value for value in state.values() if isinstance(value, Tensor))

    return held
