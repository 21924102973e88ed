"""Recipes by name or from TOML files, checked against the fields of their task."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path

import tomli_w

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.fields import annotations, meanings, range_of
from attnbench.plan.recipe import PREFIX, SEE, FieldValue, Recipe, flat, recipe_of
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.tasks import TASKS

BASE = "base"
"""The key of a file that names the recipe whose fields it changes."""


def read_recipe(name: str | Recipe, task: TaskKind | None = None) -> Recipe:
    """A recipe by its name, or from a TOML file with its fields; one of Python code is checked.

    A file that says `base = "cifar30"` needs only the fields that differ from that recipe.

    Args:
        name: Of a recipe, or the path of a file that ends in .toml; or the recipe itself.
        task: Whose recipes are known besides those of `TASKS`.

    Raises:
        UnknownName: if there is neither such a name nor such a file.
        WrongUse: if the file, or what is passed, is not a recipe.
    """
    if isinstance(name, Recipe):
        return checked(name, task)
    if not isinstance(name, str):
        raise WrongUse(f"must be a name, a file or a Recipe (got {name!r})", parameter="recipe")
    recipes = _recipes(task)
    if name in recipes:
        return recipes[name]
    path = Path(name)
    if path.suffix != ".toml":
        raise UnknownName("recipe", name, recipes, "attnbench list recipes, or pass a .toml file")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUse(
            f"cannot read recipe {name}: {error.strerror}; pass a readable file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{name} is not TOML: {error}; see: {SEE}") from error
    try:
        return checked(recipe_of(_completed(values, path, recipes)), task)
    except WrongUse as error:
        raise WrongUse(f"{name} is not a recipe: {error}") from error


def checked(recipe: Recipe, task: TaskKind | None = None) -> Recipe:
    """A recipe whose options are fields of its task, those left out that are at their defaults.

    Args:
        recipe: What is checked.
        task: Of the recipe, if it is not one of `TASKS`.

    Raises:
        WrongUse: if its task has no such field, or a field does not take its value.
    """
    kinds = _kinds(task)
    if recipe.task not in kinds:
        raise UnknownName("task", recipe.task, kinds, SEE)
    kind = kinds[recipe.task].recipe_fields
    for name in recipe.options:
        _refuse_strange(name, recipe, kinds)
    values = recipe.task_fields(kind)
    used = {
        field.name: getattr(values, field.name)
        for field in fields(kind)
        if getattr(values, field.name) != field.default
    }
    return replace(recipe, options=used)


def recipe_toml(recipe: Recipe) -> str:
    """A recipe as TOML that `read_recipe` reads back, every field with what it means and takes."""
    lines = tomli_w.dumps(settings(recipe), multiline_strings=False).splitlines()
    comments = {**_comments(Recipe), **_comments(TASKS[recipe.task].recipe_fields)}
    return "\n".join(_explained(lines, comments)) + "\n"


def settings(recipe: Recipe, task: TaskKind | None = None) -> dict[str, FieldValue]:
    """Every field of a recipe and of its task by name, those too that are off.

    Args:
        recipe: Whose fields are wanted.
        task: Of the recipe, if it is not one of `TASKS`.
    """
    kind = _kinds(task)[recipe.task].recipe_fields
    return {**flat(recipe), **asdict(recipe.task_fields(kind))}


def _kinds(task: TaskKind | None) -> Mapping[str, TaskKind]:
    """By name, the tasks of the table and one more."""
    return TASKS if task is None else {**TASKS, task.name: task}


def _recipes(task: TaskKind | None) -> Mapping[str, Recipe]:
    """By name, the recipes of the tasks of the table and of one more."""
    return {recipe.name: recipe for kind in _kinds(task).values() for recipe in kind.recipes}


def _refuse_strange(name: str, recipe: Recipe, kinds: Mapping[str, TaskKind]) -> None:
    """Refuse a name that is not a field of a recipe's task."""
    tasks = [task for task, kind in kinds.items() if name in annotations(kind.recipe_fields)]
    if recipe.task in tasks:
        return
    if tasks:
        raise WrongUse(
            f"is for the task {' or '.join(tasks)}, and the recipe {recipe.name} is for "
            f"{recipe.task}; leave it out",
            parameter=PREFIX + name,
        )
    known = [*annotations(Recipe), *annotations(kinds[recipe.task].recipe_fields)]
    raise UnknownName("field of a recipe", name, known, SEE)


def _comments(kind: type) -> Mapping[str, str]:
    """By field, its meaning and its range."""
    ranges = {name: range_of(annotation) for name, annotation in annotations(kind).items()}
    return {
        name: f"{meaning} [{ranges[name]}]" if ranges[name] else meaning
        for name, meaning in meanings(kind).items()
    }


def _explained(lines: Iterable[str], comments: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        comment = comments.get(line.partition(" = ")[0])
        if comment is not None:
            yield f"# {comment}"
        yield line


def _completed(
    values: Mapping[str, object], path: Path, recipes: Mapping[str, Recipe]
) -> Mapping[str, object]:
    """The values of a file, with those of its base where it names one."""
    base = values.get(BASE)
    if base is None:
        return values
    if not isinstance(base, str) or base not in recipes:
        raise UnknownName("base recipe", str(base), recipes, "attnbench list recipes")
    changed = {name: value for name, value in values.items() if name != BASE}
    return {
        **flat(recipes[base]),
        "name": path.stem,
        "source": f"{base} with {', '.join(sorted(changed))} changed",
        **changed,
    }
