"""The recipe of a plan, and what was said of single fields of it."""

from dataclasses import replace

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.recipe import IDENTITY, PREFIX, SEE, Recipe
from attnbench.planning.choices import Choices
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.recipe_changes import changed_recipe
from attnbench.tasks.recipe_files import read_recipe, settings

SHORT = ("epochs", "image_size")
"""Choices that are short for a field of the recipe."""


def chosen_recipe(usual: str | Recipe, choices: Choices, kind: TaskKind) -> Recipe:
    """The recipe that was named, with what was said of single fields.

    Args:
        usual: Is taken where none was named.
        choices: What was said.
        kind: Task of the plan.

    Raises:
        WrongUse: if there is no such recipe or field, or a field does not take its value.
    """
    recipe = read_recipe(usual if choices.recipe is None else choices.recipe, kind)
    if choices.precision not in (None, recipe.precision):
        recipe = replace(recipe, precision="auto")
    changes = {name.removeprefix(PREFIX): value for name, value in (choices.set or {}).items()}
    for name in changes:
        if name in IDENTITY:
            known = [field for field in settings(recipe, kind) if field not in IDENTITY]
            raise UnknownName("field to set", name, known, SEE)
    for name in SHORT:
        value = getattr(choices, name)
        if value is not None and name in changes:
            raise WrongUse(
                f"has {name}, and cannot be combined with {name}={value}; leave one of them out",
                parameter="set",
            )
        changes.update({} if value is None else {name: value})
    return changed_recipe(recipe, changes, kind) if changes else recipe
