"""The recipes of all tasks by name."""

from collections.abc import Mapping

from attnbench.plan.recipe import Recipe
from attnbench.tasks.tasks import TASKS

RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe for kind in TASKS.values() for recipe in kind.recipes
}
"""Each says in `source` where its numbers come from."""
