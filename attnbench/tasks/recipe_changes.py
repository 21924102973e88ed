"""A recipe with other values in some fields, which its name then says."""

from collections.abc import Mapping

from attnbench.plan.fields import annotations, read_value
from attnbench.plan.option_text import value_text
from attnbench.plan.recipe import IDENTITY, Recipe, flat, recipe_of
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.recipe_files import checked, settings
from attnbench.tasks.tasks import find_task

UNNAMED = ("epochs", *IDENTITY)
"""Fields that a name leaves out, because tables print them beside it."""


def changed_recipe(
    recipe: Recipe, changes: Mapping[str, object], task: TaskKind | None = None
) -> Recipe:
    """A recipe with other values in some fields; its name and source say which.

    Where fewer epochs leave no room for the recipe's warm-up, that is shortened with them.

    Args:
        recipe: What is changed.
        changes: By field, its new value, or the text of it.
        task: Of the recipe, if it is not one of `TASKS`.

    Raises:
        WrongUse: if there is no such field, or it does not take the value.
    """
    before = settings(recipe, task)
    values = {name: _read(name, value, recipe, task) for name, value in changes.items()}
    values |= _shorter_warmup(recipe, values)
    new = {name: value for name, value in values.items() if before.get(name) != value}
    named = [f"{name}={_text(value)}" for name, value in new.items() if name not in UNNAMED]
    words = {
        "name": ", ".join((recipe.name, *named)),
        "source": f"{recipe.name} with {', '.join(named)}",
    }
    return checked(recipe_of({**flat(recipe), **(words if named else {}), **new}), task)


def _shorter_warmup(recipe: Recipe, changes: Mapping[str, object]) -> dict[str, object]:
    """The warm-up that fits into the new number of epochs; empty where the recipe's does."""
    epochs = changes.get("epochs")
    if not isinstance(epochs, int) or not 0 < epochs <= recipe.warmup_epochs:
        return {}
    return {} if "warmup_epochs" in changes else {"warmup_epochs": epochs - 1}


def _read(name: str, value: object, recipe: Recipe, task: TaskKind | None) -> object:
    """The value that a text means for a field; other values, and unknown fields, as they are."""
    if not isinstance(value, str):
        return value
    kinds = (Recipe, (task or find_task(recipe.task)).recipe_fields)
    kind = next((kind for kind in kinds if name in annotations(kind)), None)
    return value if kind is None else read_value(kind, name, value)


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return value_text(value) if isinstance(value, bool) else str(value)
