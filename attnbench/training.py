"""One training run."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from timm.optim import create_optimizer_v2
from timm.scheduler import create_scheduler_v2
from torch import Tensor, nn

from attnbench.data.feed import Batch
from attnbench.recipe import Recipe
from attnbench.tasks.task import Evaluation, Task

Report = Callable[[float, str], None]
"""Is told the share that is done, and a few words."""


class Diverged(ValueError):
    """The loss is not a number any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What a run gave."""

    train_loss: tuple[float, ...]
    """Mean of each epoch."""
    scores_percent: Mapping[str, tuple[float, ...]]
    """By score, its value after each epoch."""
    outcomes: Mapping[str, NDArray[np.generic]]
    """Of the last epoch, one value a test sample."""


def train(
    network: nn.Module,
    task: Task,
    recipe: Recipe,
    *,
    seed: int,
    device: str,
    precision: str,
    report: Report,
) -> Training:
    """Train a network in place and score it after each epoch.

    Args:
        network: On the device, in channels_last.
        task: Brings batches, loss and scores.
        recipe: Of one epoch or more.
        seed: Of the order of samples, of augmentation and of random layers.
        device: `cpu` or a CUDA device.
        precision: `fp32`, or `bf16` for autocast.
        report: Is told the progress.

    Raises:
        Diverged: if the loss of an epoch is not finite.
    """
    torch.manual_seed(seed)
    optimizer = make_optimizer(network, recipe)
    scheduler, _ = create_scheduler_v2(
        optimizer,
        sched=recipe.schedule,
        num_epochs=recipe.epochs,
        warmup_epochs=recipe.warmup_epochs,
        step_on_epochs=False,
        updates_per_epoch=task.feed.steps_per_epoch,
    )
    losses: list[float] = []
    evaluations: list[Evaluation] = []
    step = 0
    for epoch in range(recipe.epochs):
        network.train()
        total = torch.zeros((), device=device)
        for batch in task.feed.batches(seed, epoch):
            scheduler.step_update(step)
            total += take_step(network, task, optimizer, batch, device, precision)
            step += 1
            report(step / (recipe.epochs * task.feed.steps_per_epoch), f"epoch {epoch + 1}")
        losses.append(total.item() / task.feed.steps_per_epoch)
        if not math.isfinite(losses[-1]):
            raise Diverged(f"the loss of epoch {epoch + 1} is {losses[-1]}; lower the recipe's lr")
        evaluations.append(_evaluate(network, task, device, precision))
    return Training(
        train_loss=tuple(losses),
        scores_percent={
            name: tuple(each.scores_percent[name] for each in evaluations)
            for name in evaluations[-1].scores_percent
        },
        outcomes=evaluations[-1].outcomes,
    )


def make_optimizer(network: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """The recipe's optimizer over a network's parameters."""
    return create_optimizer_v2(
        network, opt=recipe.optimizer, lr=recipe.lr, weight_decay=recipe.weight_decay
    )


def take_step(
    network: nn.Module,
    task: Task,
    optimizer: torch.optim.Optimizer,
    batch: Batch,
    device: str,
    precision: str,
) -> Tensor:
    """One training step: forward, loss, backward, update. Gives the loss, a scalar."""
    with autocast(device, precision):
        loss = task.loss(network, batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _evaluate(network: nn.Module, task: Task, device: str, precision: str) -> Evaluation:
    network.eval()
    with autocast(device, precision):
        return task.evaluate(network, "test")


def autocast(device: str, precision: str) -> torch.autocast:
    """The context in which a network runs in a precision; it does nothing for fp32."""
    kind = device.partition(":")[0]
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=precision == "bf16")
