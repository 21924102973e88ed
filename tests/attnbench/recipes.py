"""Recipes with other values, those of their task's own fields included."""

from attnbench.plan.recipe import Recipe, flat, recipe_of


def with_fields(recipe: Recipe, **values: object) -> Recipe:
    return recipe_of({**flat(recipe), **values})
