"""Biases' rates and the momentum come to the recipe's in a straight line, and stay there."""

from dataclasses import replace

import pytest
from torch import nn
from torch.optim import Optimizer

from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.training.optimization import make_optimizer, make_scheduler
from attnbench.training.warmup import OF_BIASES, WarmUp

STEPS = 10
"""Of an epoch."""
RECIPE = RECIPES["yolov5"]


def network() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))


def at(step: int, recipe: Recipe = RECIPE) -> Optimizer:
    """The optimizer as it takes a step."""
    optimizer = make_optimizer(network(), recipe)
    scheduler = make_scheduler(optimizer, recipe, STEPS)
    warm_up = WarmUp(optimizer, recipe, STEPS)
    for number in range(step + 1):
        scheduler.step_update(number)
        warm_up.step_update(number)
    return optimizer


def rates(optimizer: Optimizer) -> tuple[set[float], set[float]]:
    """The learning rates of biases, and those of all others."""
    groups = [group for group in optimizer.param_groups if group["params"]]
    biases = {float(group["lr"]) for group in groups if group.get(OF_BIASES)}
    return biases, {float(group["lr"]) for group in groups if not group.get(OF_BIASES)}


@pytest.mark.parametrize(
    ("step", "bias_lr", "lr", "momentum"),
    [(0, 0.1, 0.0, 0.8), (15, 0.055, 0.005, 0.8685)],
)
def test_within_the_warm_up(step: int, bias_lr: float, lr: float, momentum: float) -> None:
    optimizer = at(step)
    (biases,), (others,) = rates(optimizer)
    assert (biases, others) == pytest.approx((bias_lr, lr))
    assert [group["momentum"] for group in optimizer.param_groups] == pytest.approx(
        [momentum] * len(optimizer.param_groups)
    )


def test_behind_the_warm_up_all_are_alike() -> None:
    optimizer = at(3 * STEPS)
    biases, others = rates(optimizer)
    assert biases == others
    assert {group["momentum"] for group in optimizer.param_groups} == {RECIPE.momentum}


def test_biases_are_apart_and_decay_as_before() -> None:
    model = network()
    optimizer = make_optimizer(model, RECIPE)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    apart = {
        names[id(parameter)]: group["weight_decay"]
        for group in optimizer.param_groups
        if group.get(OF_BIASES)
        for parameter in group["params"]
    }
    assert apart == {"0.bias": 0.0, "1.bias": 0.0}
    grouped = [id(parameter) for group in optimizer.param_groups for parameter in group["params"]]
    assert sorted(grouped) == sorted(names)


def test_a_recipe_without_it_keeps_its_groups_and_momentum() -> None:
    optimizer = at(0, RECIPES["nam200"])
    assert len(optimizer.param_groups) == 1
    assert optimizer.param_groups[0]["momentum"] == 0.9


def test_a_momentum_that_the_optimizer_does_not_have_is_refused() -> None:
    recipe = replace(RECIPE, optimizer="adamw")
    with pytest.raises(
        WrongUse, match="warmup_momentum needs an optimizer with momentum, which adamw is not"
    ):
        make_optimizer(network(), recipe)
