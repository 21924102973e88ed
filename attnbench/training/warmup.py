"""The parts of a warm-up that timm's schedulers lack: the rates of biases, and momentum."""

from torch import nn
from torch.optim import Optimizer

from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe

MOMENTUM = "momentum"
OF_BIASES = "of_biases"
"""Key that marks the optimizer's groups of biases."""


class WarmUp:
    """Moves the biases' learning rates and the momentum linearly to the recipe's values.

    It has no state: what it sets follows from the number of the step.

    Args:
        optimizer: The optimizer, prepared by `prepare_for_warmup`.
        recipe: Says where both start.
        steps_per_epoch: Number of training steps per epoch.
    """

    def __init__(self, optimizer: Optimizer, recipe: Recipe, steps_per_epoch: int) -> None:
        self._optimizer = optimizer
        self._recipe = recipe
        self._steps = recipe.warmup_epochs * steps_per_epoch

    def step_update(self, step: int) -> None:
        """Set both for a step, after the scheduler has set all learning rates."""
        recipe, share = self._recipe, min(step / max(self._steps, 1), 1.0)
        for group in self._optimizer.param_groups:
            if recipe.warmup_bias_lr and group.get(OF_BIASES) and share < 1:
                group["lr"] = _between(recipe.warmup_bias_lr, recipe.lr, share)
            if recipe.warmup_momentum:
                group[MOMENTUM] = _between(recipe.warmup_momentum, recipe.momentum, share)


def prepare_for_warmup(optimizer: Optimizer, network: nn.Module, recipe: Recipe) -> None:
    """Give biases groups of their own in a new optimizer, where the recipe needs it.

    Raises:
        WrongUse: if the optimizer has no momentum to warm up.
    """
    if recipe.warmup_momentum and MOMENTUM not in optimizer.defaults:
        raise WrongUse(
            f"needs an optimizer with momentum, which {recipe.optimizer} is not (got "
            f"{recipe.warmup_momentum}); use warmup_momentum=0 or optimizer=sgd",
            parameter="recipe.warmup_momentum",
        )
    if recipe.warmup_bias_lr:
        _set_biases_apart(optimizer, network)


def _set_biases_apart(optimizer: Optimizer, network: nn.Module) -> None:
    biases = {id(p) for name, p in network.named_parameters() if name.endswith("bias")}
    for group in list(optimizer.param_groups):
        own = [p for p in group["params"] if id(p) in biases]
        if own:
            group["params"] = [p for p in group["params"] if id(p) not in biases]
            optimizer.add_param_group({**group, "params": own, OF_BIASES: True})


def _between(start: float, end: float, share: float) -> float:
    return start + (end - start) * share
