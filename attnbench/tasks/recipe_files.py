"""Recipes by name or from TOML files, checked against the fields of their task."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path

import tomli_w

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.fields import annotations, meanings, range_of
from attnbench.plan.recipe import PREFIX, FieldValue, Recipe, RecipeFields, flat, recipe_of
from attnbench.tasks.recipes import FIELDS, RECIPES

BASE = "base"
"""The key of a file that names the recipe whose fields it changes."""

SEE = "attnbench list recipes quick"


def read_recipe(name: str) -> Recipe:
    """A recipe by its name, or from a TOML file with its fields.

    A file that says `base = "cifar30"` needs only the fields that differ from that recipe.

    Raises:
        UnknownName: if there is neither such a name nor such a file.
        WrongUse: if the file is not a recipe.
    """
    if name in RECIPES:
        return RECIPES[name]
    path = Path(name)
    if path.suffix != ".toml":
        raise UnknownName("recipe", name, RECIPES, "attnbench list recipes, or pass a .toml file")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUse(
            f"cannot read recipe {name}: {error.strerror}; pass a readable file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{name} is not TOML: {error}; see: {SEE}") from error
    try:
        return checked(recipe_of(_completed(values, path)))
    except WrongUse as error:
        raise WrongUse(f"{name} is not a recipe: {error}") from error


def changed_recipe(recipe: Recipe, changes: Mapping[str, object]) -> Recipe:
    """A recipe with other values in some fields, which its source then says.

    Raises:
        WrongUse: if there is no such field, or it does not take the value.
    """
    if not changes:
        return recipe
    words = ", ".join(f"{name}={value}" for name, value in changes.items())
    return checked(recipe_of({**flat(recipe), "source": f"{recipe.name} with {words}", **changes}))


def checked(recipe: Recipe) -> Recipe:
    """A recipe whose options are fields of its task, those left out that are at their defaults.

    Raises:
        WrongUse: if its task has no such field, or a field does not take its value.
    """
    if recipe.task not in FIELDS:
        raise UnknownName("task", recipe.task, FIELDS, SEE)
    kind = FIELDS[recipe.task]
    for name in recipe.options:
        _refuse_strange(name, recipe, kind)
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
    comments = {**_comments(Recipe), **_comments(FIELDS[recipe.task])}
    return "\n".join(_explained(lines, comments)) + "\n"


def settings(recipe: Recipe) -> dict[str, FieldValue]:
    """Every field of a recipe and of its task by name, those too that are off."""
    return {**flat(recipe), **asdict(recipe.task_fields(FIELDS[recipe.task]))}


def _refuse_strange(name: str, recipe: Recipe, kind: type[RecipeFields]) -> None:
    """Refuse a name that is no field of a recipe's task."""
    if name in annotations(kind):
        return
    tasks = [task for task, other in FIELDS.items() if name in annotations(other)]
    if tasks:
        raise WrongUse(
            f"is for the task {' or '.join(tasks)}, and the recipe {recipe.name} is for "
            f"{recipe.task}; leave it out",
            parameter=PREFIX + name,
        )
    known = [*annotations(Recipe), *annotations(kind)]
    raise UnknownName("field of a recipe", name, known, SEE)


def _comments(kind: type) -> Mapping[str, str]:
    """By field, its meaning and its range."""
    ranges = {name: range_of(annotation) for name, annotation in annotations(kind).items()}
    return {
        name: f"{meaning.rstrip('.')} ({ranges[name]})." if ranges[name] else meaning
        for name, meaning in meanings(kind).items()
    }


def _explained(lines: Iterable[str], comments: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        comment = comments.get(line.partition(" = ")[0])
        if comment is not None:
            yield f"# {comment}"
        yield line


def _completed(values: Mapping[str, object], path: Path) -> Mapping[str, object]:
    """The values of a file, with those of its base where it names one."""
    base = values.get(BASE)
    if base is None:
        return values
    if not isinstance(base, str) or base not in RECIPES:
        raise UnknownName("base recipe", str(base), RECIPES, "attnbench list recipes")
    changed = {name: value for name, value in values.items() if name != BASE}
    return {
        **flat(RECIPES[base]),
        "name": path.stem,
        "source": f"{base} with {', '.join(sorted(changed))} changed",
        **changed,
    }
