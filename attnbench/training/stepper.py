"""One training step after another."""

import torch
from accelerate import Accelerator
from accelerate.optimizer import AcceleratedOptimizer
from torch import Tensor, nn

from attnbench.data.feed import Batch
from attnbench.plan.recipe import Recipe
from attnbench.training.device import synchronised
from attnbench.training.optimization import make_optimizer
from attnbench.training.sparsity import pull_to_zero, sparse_scales
from attnbench.training.task import Task


class Stepper:
    """Takes training steps of a network in place: forward, loss, backward, update.

    Args:
        network: The network, on the accelerator's device.
        task: Brings the loss.
        recipe: Sets the optimizer and the sparsity term.
        accelerator: Brings the precision, and the other processes where there are several.
    """

    def __init__(
        self, network: nn.Module, task: Task, recipe: Recipe, accelerator: Accelerator
    ) -> None:
        if accelerator.num_processes > 1 and accelerator.device.type == "cuda":
            network = synchronised(network)
        if recipe.compile:
            network.compile()
        self.optimizer = make_optimizer(network, recipe)
        self._task = task
        self._accelerator = accelerator
        self._scales = sparse_scales(network) if recipe.sparsity else []
        self._sparsity = recipe.sparsity
        self._network: nn.Module = accelerator.prepare_model(network)
        self._prepared: AcceleratedOptimizer = accelerator.prepare_optimizer(self.optimizer)

    def step(self, batch: Batch) -> Tensor:
        """Take one step and return the loss, a scalar on the device."""
        loss = self._task.loss(self._network, batch)
        self._prepared.zero_grad()
        self._accelerator.backward(loss)
        if self._scales:
            # Until then fp16 gradients are scaled up, and the pull would vanish beside them.
            self._accelerator.unscale_gradients(self._prepared)
            pull_to_zero(self._scales, self._sparsity)
        self._prepared.step()
        return loss.detach()

    @property
    def scaler(self) -> torch.amp.GradScaler | None:
        """The scaler that keeps fp16 gradients in range; None in other precisions."""
        return self._accelerator.scaler
