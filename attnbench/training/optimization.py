"""The optimizer and the learning rates of a recipe, from timm."""

from collections.abc import Mapping

from timm.optim import create_optimizer_v2, list_optimizers
from timm.scheduler import create_scheduler_v2
from timm.scheduler.scheduler import Scheduler
from torch import nn
from torch.optim import Optimizer

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.training.warmup import prepare_for_warmup

TIMM_SCHEDULES: Mapping[str, str] = {
    "cosine": "cosine",
    "one-cycle": "cosine",
    "polynomial": "poly",
    "step": "multistep",
}
"""timm's names of the schedules of recipes."""


def make_optimizer(network: nn.Module, recipe: Recipe) -> Optimizer:
    """The recipe's optimizer over a network's parameters.

    Raises:
        UnknownName: if timm has no such optimizer.
        WrongUse: if it does not take the recipe's numbers.
    """
    known = list_optimizers()
    if recipe.optimizer not in known:
        raise UnknownName("optimizer", recipe.optimizer, known, "timm.optim.list_optimizers()")
    try:
        optimizer = create_optimizer_v2(
            network,
            opt=recipe.optimizer,
            lr=recipe.lr,
            momentum=recipe.momentum,
            weight_decay=recipe.weight_decay,
            filter_bias_and_bn=not recipe.decay_norms_and_biases,
        )
    except (AssertionError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise WrongUse(
            f"cannot be {recipe.optimizer}: {reason}; use another one, such as sgd, momentum, "
            "adamw or lamb",
            parameter="recipe.optimizer",
        ) from error
    prepare_for_warmup(optimizer, network, recipe)
    return optimizer


def make_scheduler(optimizer: Optimizer, recipe: Recipe, steps_per_epoch: int) -> Scheduler:
    """The scheduler, which sets the learning rate from the number of the step alone."""
    is_one_cycle = recipe.schedule == "one-cycle"
    scheduler, _ = create_scheduler_v2(
        optimizer,
        sched=TIMM_SCHEDULES[recipe.schedule],
        # The cosine of one cycle starts at the top, when the warm-up is over.
        num_epochs=recipe.epochs - (recipe.warmup_epochs if is_one_cycle else 0),
        warmup_prefix=is_one_cycle,
        decay_milestones=list(recipe.milestones),
        # timm's polynomial takes its exponent by this name.
        decay_rate=recipe.power if recipe.schedule == "polynomial" else recipe.decay_rate,
        warmup_epochs=recipe.warmup_epochs,
        warmup_lr=recipe.warmup_lr,
        min_lr=recipe.min_lr,
        step_on_epochs=False,
        updates_per_epoch=steps_per_epoch,
    )
    return scheduler
