"""One training run, which can be saved and resumed between any two steps."""

import math
import time
from collections.abc import Mapping
from typing import Any, cast

import torch
from accelerate import Accelerator
from timm.utils import ModelEmaV3
from torch import Tensor, nn

from attnbench.data.feed import Batch
from attnbench.plan.plan import Precision
from attnbench.plan.recipe import Recipe
from attnbench.training.checkpoint import Checkpoint, Json
from attnbench.training.device import autocast
from attnbench.training.optimization import make_scheduler
from attnbench.training.optimizer_state import capture_optimizer, restore_optimizer
from attnbench.training.randomness import capture_randomness, restore_randomness
from attnbench.training.run_log import RunLog, run_log_from_json
from attnbench.training.stepper import Stepper
from attnbench.training.task import Evaluation, Task
from attnbench.training.warmup import WarmUp


class Diverged(ValueError):
    """The loss is no longer finite."""


class Run:
    """The state of one run.

    Args:
        network: The network, on the accelerator's device; trained in place.
        task: Brings batches, loss and scores.
        recipe: How to train, for at least one epoch.
        accelerator: Brings device and precision.
        precision: Precision of evaluation.
        machine: Names the hardware and software that compute; others may round differently.
    """

    def __init__(
        self,
        network: nn.Module,
        task: Task,
        recipe: Recipe,
        *,
        accelerator: Accelerator,
        precision: Precision,
        machine: str = "",
    ) -> None:
        self.log = RunLog(machines=[machine])
        self.earlier_s = 0.0
        self._began = time.monotonic()
        self._machine = machine
        self._network = network.train()
        self._task = task
        self._device = accelerator.device
        self._precision = precision
        self._averaged = (
            ModelEmaV3(network, decay=recipe.averaging, use_warmup=True)
            if recipe.averaging
            else None
        )
        self._stepper = Stepper(network, task, recipe, accelerator)
        self._steps_per_epoch = task.feed.steps_per_epoch
        self._scheduler = make_scheduler(self._stepper.optimizer, recipe, self._steps_per_epoch)
        self._warm_up = WarmUp(self._stepper.optimizer, recipe, self._steps_per_epoch)
        self._total_loss = torch.zeros((), device=self._device)

    @property
    def network(self) -> nn.Module:
        """The network that is scored, with averaged weights where the recipe asks for them."""
        return self._network if self._averaged is None else self._averaged.module

    @property
    def step_in_epoch(self) -> int:
        """Steps taken in the current epoch."""
        return self.log.step - len(self.log.train_loss) * self._steps_per_epoch

    def advance(self, batch: Batch) -> None:
        """Take one step."""
        self._scheduler.step_update(self.log.step)
        self._warm_up.step_update(self.log.step)
        self._total_loss += self._stepper.step(batch)
        self.log.step += 1
        if self._averaged is not None:
            self._averaged.update(self._network, step=self.log.step)

    def close_epoch(self) -> Evaluation:
        """Score the network after all steps of an epoch; gives the scores on test.

        Raises:
            Diverged: if the loss is not finite.
        """
        self.check_loss()
        network = self.network.eval()
        with autocast(self._device.type, self._precision):
            validation = self._task.evaluate(network, "validation")
            test = self._task.evaluate(network, "test")
        loss = self._total_loss.item() / self._steps_per_epoch
        self.log.add(loss, test.scores, validation.scores)
        self._total_loss.zero_()
        self._network.train()
        return test

    def check_loss(self) -> None:
        """Wait for the last step and check the loss of the epoch so far.

        Raises:
            Diverged: if it is not finite.
        """
        total = self._total_loss.item()
        if not math.isfinite(total):
            epoch = len(self.log.train_loss) + 1
            raise Diverged(f"the loss of epoch {epoch} is {total}; lower the recipe's lr")

    def capture(self) -> Checkpoint:
        """A checkpoint of everything that the next step depends on.

        Raises:
            Diverged: if the loss is not finite: such a state is not worth resuming.
        """
        self.check_loss()
        randomness, generators = capture_randomness(self._device)
        moments, optimizer = capture_optimizer(self._stepper.optimizer)
        parts: dict[str, Mapping[str, Tensor]] = {
            "network": self._network.state_dict(),
            "averaged": {} if self._averaged is None else self._averaged.module.state_dict(),
            "optimizer": moments,
            "randomness": randomness,
            "loss": {"total": self._total_loss},
        }
        values: Json = {
            "log": self.log.to_json(),
            "optimizer": optimizer,
            "randomness": generators,
            "seconds": self.earlier_s + time.monotonic() - self._began,
            "scaler": None if self._stepper.scaler is None else self._stepper.scaler.state_dict(),
        }
        return Checkpoint(
            tensors={f"{part}/{key}": t for part, held in parts.items() for key, t in held.items()},
            values=values,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Resume from a checkpoint of this run."""
        values = cast("Mapping[str, Any]", checkpoint.values)
        self.log = run_log_from_json(values["log"])
        self.earlier_s = values["seconds"]
        self.log.resume(self.log.step / self._steps_per_epoch, self._machine)
        self._network.load_state_dict(_part(checkpoint, "network"))
        if self._averaged is not None:
            self._averaged.module.load_state_dict(_part(checkpoint, "averaged"))
        restore_optimizer(
            self._stepper.optimizer, _part(checkpoint, "optimizer"), values["optimizer"]
        )
        if self._stepper.scaler is not None:
            self._stepper.scaler.load_state_dict(values["scaler"])
        self._total_loss.copy_(_part(checkpoint, "loss")["total"])
        restore_randomness(self._device, _part(checkpoint, "randomness"), values["randomness"])


def _part(checkpoint: Checkpoint, name: str) -> dict[str, Tensor]:
    start = f"{name}/"
    return {
        key.removeprefix(start): tensor
        for key, tensor in checkpoint.tensors.items()
        if key.startswith(start)
    }
