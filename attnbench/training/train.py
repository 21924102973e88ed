"""A whole training run, from its start or from where it stopped."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from accelerate import Accelerator
from accelerate.utils import set_seed
from numpy.typing import NDArray
from torch import nn

from attnbench.plan.plan import Precision
from attnbench.plan.recipe import Recipe
from attnbench.training.checkpoint import Checkpoint
from attnbench.training.keeper import Keeper
from attnbench.training.messages import OnMessage, Share
from attnbench.training.run import Run
from attnbench.training.run_log import RunLog
from attnbench.training.task import Task
from attnreport.record import ScoreKind


class UnusableCheckpoint(ValueError):
    """A checkpoint that no longer fits its run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """A finished run: its log, its network and its outcomes."""

    log: RunLog
    network: nn.Module
    """The network that was scored, with averaged weights where the recipe asks for them."""
    outcomes: Mapping[str, NDArray[np.generic]]
    """Outcomes after the last epoch by name, one value per test sample."""
    earlier_s: float
    """Seconds spent before the checkpoint from which the run was resumed."""


def train(
    network: nn.Module,
    task: Task,
    recipe: Recipe,
    *,
    seed: int,
    accelerator: Accelerator,
    precision: Precision,
    report: OnMessage,
    keeper: Keeper | None = None,
    machine: str = "",
    headline: ScoreKind | None = None,
) -> TrainingResult:
    """Train a network in place and score it after each epoch.

    Args:
        network: The network, on the accelerator's device.
        task: Brings batches, loss and scores.
        recipe: How to train, for at least one epoch.
        seed: Seeds the order of samples, augmentation and random layers.
        accelerator: Brings device and precision; where there are several processes, all call this.
        precision: Precision of evaluation.
        report: Takes a `Share` after every step, with the loss and the headline score so far, and
            every `Epoch`; a run that is resumed tells of the epochs before again.
        keeper: Keeps checkpoints and has the one to resume from; None keeps none.
        machine: Names the hardware and software that compute.
        headline: The score that is reported meanwhile; None for the loss alone.

    Raises:
        Diverged: if the loss is not finite.
        OSError: if a checkpoint cannot be written.
        UnusableCheckpoint: if the one to resume from does not fit the run.
    """
    set_seed(seed, device_specific=True)
    run = Run(network, task, recipe, accelerator=accelerator, precision=precision, machine=machine)
    stopped = keeper.latest() if keeper else None
    if keeper and stopped:
        _restore(run, stopped, keeper)
    for past in run.log.epochs():
        report(past)
    writes = keeper if accelerator.is_main_process else None
    steps = task.feed.steps_per_epoch
    for epoch in range(len(run.log.train_loss), recipe.epochs):
        words = run.log.words(recipe.epochs, headline)
        for batch in task.feed.batches(seed, epoch, run.step_in_epoch):
            run.advance(batch)
            report(Share(done=run.log.step / (recipe.epochs * steps), words=words))
            if writes and run.step_in_epoch < steps and writes.is_due():
                writes.save(run.capture())
        test = run.close_epoch()
        report(run.log.epochs()[-1])
        if writes and epoch + 1 < recipe.epochs and writes.is_due(epoch + 1):
            writes.save(run.capture())
    return TrainingResult(
        log=run.log,
        network=run.network,
        outcomes=test.outcomes,
        earlier_s=run.earlier_s,
    )


def _restore(run: Run, stopped: Checkpoint, keeper: Keeper) -> None:
    try:
        run.restore(stopped)
    except (KeyError, RuntimeError, ValueError) as error:
        raise UnusableCheckpoint(
            f"cannot resume from {keeper.folder}: {' '.join(str(error).split())[:200]}; another "
            "version of torch or timm wrote it: delete it to train from the start"
        ) from error
