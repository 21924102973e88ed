"""A whole training run, from its start or from where it stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from accelerate import Accelerator
from accelerate.utils import set_seed
from numpy.typing import NDArray
from torch import nn

from attnbench.plan.plan import Precision
from attnbench.plan.recipe import Recipe
from attnbench.training.checkpoint import Checkpoint
from attnbench.training.history import History
from attnbench.training.keeper import Keeper
from attnbench.training.run import Run
from attnbench.training.task import Task

Report = Callable[[float, str], None]
"""Is told the share that is done, and a few words."""


class UnusableCheckpoint(ValueError):
    """A checkpoint that does not fit the run any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What a run gave."""

    history: History
    network: nn.Module
    """What was scored: the averaged weights where the recipe asks for them."""
    outcomes: Mapping[str, NDArray[np.generic]]
    """Of the last epoch, one value a test sample."""
    earlier_s: float
    """Seconds up to the checkpoint that the run went on from."""


def train(
    network: nn.Module,
    task: Task,
    recipe: Recipe,
    *,
    seed: int,
    accelerator: Accelerator,
    precision: Precision,
    report: Report,
    keeper: Keeper | None = None,
    machine: str = "",
) -> Training:
    """Train a network in place and score it after each epoch.

    Args:
        network: On the accelerator's device.
        task: Brings batches, loss and scores.
        recipe: Of one epoch or more.
        seed: Of the order of samples, of augmentation and of random layers.
        accelerator: Brings device and precision; of several processes, all call this.
        precision: Of evaluation.
        report: Is told the progress.
        keeper: Keeps checkpoints, and has the one to go on from; None keeps none.
        machine: Names what computes.

    Raises:
        Diverged: if the loss is not finite.
        OSError: if a checkpoint cannot be written.
        UnusableCheckpoint: if the one to go on from does not fit the run.
    """
    set_seed(seed, device_specific=True)
    run = Run(network, task, recipe, accelerator=accelerator, precision=precision, machine=machine)
    stopped = keeper.latest() if keeper else None
    if keeper and stopped:
        _restore(run, stopped, keeper)
    writes = keeper if accelerator.is_main_process else None
    steps = task.feed.steps_per_epoch
    for epoch in range(len(run.history.train_loss), recipe.epochs):
        for batch in task.feed.batches(seed, epoch, run.step_in_epoch):
            run.advance(batch)
            report(run.history.step / (recipe.epochs * steps), f"epoch {epoch + 1}")
            if writes and run.step_in_epoch < steps and writes.is_due():
                writes.save(run.capture())
        test = run.close_epoch()
        if writes and epoch + 1 < recipe.epochs and writes.is_due(epoch + 1):
            writes.save(run.capture())
    return Training(
        history=run.history,
        network=run.network,
        outcomes=test.outcomes,
        earlier_s=run.earlier_s,
    )


def _restore(run: Run, stopped: Checkpoint, keeper: Keeper) -> None:
    try:
        run.restore(stopped)
    except (KeyError, RuntimeError, ValueError) as error:
        raise UnusableCheckpoint(
            f"cannot go on from {keeper.folder}: {' '.join(str(error).split())[:200]}; it is of "
            "other versions of torch or timm: delete it to train from the start"
        ) from error
