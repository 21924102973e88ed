"""Recipes refuse values that do not go together."""

from dataclasses import replace

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.recipe import flat, recipe_of
from attnbench.tasks.recipes import RECIPES


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schedule": "step"}, "schedule and milestones do not go together"),
        ({"milestones": (3,)}, "schedule and milestones do not go together"),
        (
            {"schedule": "step", "milestones": (4, 2)},
            r"milestones must rise without repeats, got \[4, 2\]",
        ),
        ({"warmup_epochs": 5}, "warmup_epochs must be less than epochs=5, got 5"),
        (
            {"warmup_bias_lr": 0.1, "warmup_epochs": 0},
            r"warmup_bias_lr needs a warm-up \(got 0.1\)",
        ),
        (
            {"warmup_momentum": 0.8, "warmup_epochs": 0},
            r"warmup_momentum needs a warm-up \(got 0.8\)",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(WrongUse, match=f"recipe.{reason}"):
        replace(RECIPES["quick"], **changes)  # type: ignore[arg-type]  # any fields


def test_flat_values_make_the_recipe_again_with_the_fields_of_its_task() -> None:
    recipe = replace(RECIPES["quick"], options={"tilt": 0.5})
    assert flat(recipe)["tilt"] == 0.5
    assert recipe_of(flat(recipe)) == recipe
