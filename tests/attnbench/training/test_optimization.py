"""Learning rates and decay are the recipe's at every step."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from attnbench.errors import UnknownName
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.training.optimization import make_optimizer, make_scheduler

STEPS = 10
"""Of an epoch."""
POLYNOMIAL = replace(RECIPES["quick"], schedule="polynomial", warmup_epochs=0)


def rates(recipe: Recipe) -> list[float]:
    """The learning rate of the first step of each epoch, and of the very last step."""
    steps = recipe.epochs * STEPS
    return rates_at(recipe, [*range(0, steps, STEPS), steps - 1])


def rates_at(recipe: Recipe, steps: Iterable[int]) -> list[float]:
    optimizer = make_optimizer(nn.Linear(2, 2), recipe)
    scheduler = make_scheduler(optimizer, recipe, STEPS)
    values = []
    for step in steps:
        scheduler.step_update(step)
        values.append(float(optimizer.param_groups[0]["lr"]))
    return values


@pytest.mark.parametrize("name", ["nam200", "nam200-text"])
def test_the_papers_schedule_falls_to_a_fifth_at_its_milestones(name: str) -> None:
    values = rates(RECIPES[name])
    expected = [0.1] * 60 + [0.02] * 60 + [0.004] * 40 + [0.0008] * 40
    assert values[:-1] == pytest.approx(expected)


def test_imagenet100_falls_to_a_tenth_every_thirty_epochs() -> None:
    values = rates(RECIPES["imagenet100"])
    assert values[:-1] == pytest.approx([0.05] * 30 + [5e-3] * 30 + [5e-4] * 30 + [5e-5] * 10)


def test_one_cycle_rises_in_a_line_to_its_peak_and_ends_near_its_least() -> None:
    recipe = RECIPES["cifar30"]
    values = rates(recipe)
    peak = recipe.warmup_epochs
    assert values[peak] == max(values) == pytest.approx(recipe.lr)
    rises = [after - before for before, after in pairwise(values[: peak + 1])]
    assert rises == pytest.approx([rises[0]] * peak)
    assert values[peak:] == sorted(values[peak:], reverse=True)
    assert values[-1] < 1e-3 * recipe.lr


def test_a_cosine_starts_at_the_top_without_a_warm_up() -> None:
    recipe = replace(RECIPES["quick"], schedule="cosine", warmup_epochs=0)
    values = rates(recipe)
    assert values[0] == pytest.approx(recipe.lr)
    assert values == sorted(values, reverse=True)


@settings(deadline=None)
@given(
    lr=st.floats(1e-4, 1),
    share=st.floats(0, 1),
    power=st.sampled_from([0.5, 0.9, 1.0, 2.0]),
    epochs=st.integers(1, 12),
)
def test_a_polynomial_falls_with_every_step_in_its_closed_form(
    lr: float, share: float, power: float, epochs: int
) -> None:
    least = share * lr
    recipe = replace(POLYNOMIAL, lr=lr, min_lr=least, power=power, epochs=epochs)
    total = epochs * STEPS
    expected = [(lr - least) * (1 - step / total) ** power + least for step in range(total)]
    assert rates_at(recipe, range(total)) == pytest.approx(expected, rel=1e-9)


def test_a_polynomial_that_is_resumed_goes_on_where_it_was() -> None:
    recipe = replace(POLYNOMIAL, epochs=3)
    assert rates_at(recipe, range(17, 30)) == rates_at(recipe, range(30))[17:]


def test_a_polynomial_with_a_warm_up_rises_in_a_line_first() -> None:
    recipe = replace(POLYNOMIAL, lr=0.1, warmup_epochs=2, warmup_lr=0.0, epochs=4, min_lr=0.01)
    total = 4 * STEPS
    expected = [
        0.1 * step / (2 * STEPS) if step < 2 * STEPS else 0.09 * (1 - step / total) ** 0.9 + 0.01
        for step in range(total)
    ]
    assert rates_at(recipe, range(total)) == pytest.approx(expected)


@pytest.mark.parametrize("decays", [True, False])
def test_norms_and_biases_decay_only_if_the_recipe_says_so(decays: bool) -> None:
    recipe = replace(RECIPES["nam200"], decay_norms_and_biases=decays)
    network = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
    optimizer = make_optimizer(network, recipe)
    decayed = {
        id(parameter)
        for group in optimizer.param_groups
        for parameter in group["params"]
        if group["weight_decay"]
    }
    names = {name for name, parameter in network.named_parameters() if id(parameter) in decayed}
    assert names == ({"0.weight", "0.bias", "1.weight", "1.bias"} if decays else {"0.weight"})


def test_the_papers_momentum_is_not_nesterovs() -> None:
    optimizer = make_optimizer(nn.Linear(2, 2), RECIPES["nam200"])
    assert isinstance(optimizer, torch.optim.SGD)
    assert optimizer.param_groups[0]["momentum"] == 0.9
    assert not optimizer.param_groups[0]["nesterov"]
    assert make_optimizer(nn.Linear(2, 2), RECIPES["cifar30"]).param_groups[0]["nesterov"]


def test_an_optimizer_that_there_is_not_is_refused_with_the_near_ones() -> None:
    with pytest.raises(UnknownName, match="unknown optimizer 'adamww'; did you mean 'adamw'"):
        make_optimizer(nn.Linear(2, 2), replace(RECIPES["quick"], optimizer="adamww"))
