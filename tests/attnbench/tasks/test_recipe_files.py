"""Recipes are read by name or from files, and checked against their task."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.fields import Share
from attnbench.plan.recipe import Recipe, RecipeFields
from attnbench.tasks.recipe_changes import changed_recipe
from attnbench.tasks.recipe_files import checked, read_recipe, recipe_toml
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.tasks import TASKS


def test_the_papers_recipe_comes_with_both_weight_decays() -> None:
    script, text = RECIPES["nam200"], RECIPES["nam200-text"]
    assert (script.weight_decay, text.weight_decay) == (5e-4, 4e-5)
    assert replace(text, name="", source="", weight_decay=0) == replace(
        script, name="", source="", weight_decay=0
    )


def test_every_recipe_says_where_its_numbers_come_from() -> None:
    assert all(recipe.source for recipe in RECIPES.values())


def test_a_file_that_names_its_base_says_what_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "longer.toml"
    file.write_text('base = "cifar30"\nepochs = 60\n')
    assert read_recipe(str(file)) == replace(
        RECIPES["cifar30"], name="longer", epochs=60, source="cifar30 with epochs changed"
    )


def test_a_base_that_there_is_not_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('base = "cifar31"\n')
    with pytest.raises(WrongUse, match="did you mean 'cifar30'"):
        read_recipe(str(file))


def test_a_file_reads_back_what_the_list_prints(tmp_path: Path) -> None:
    recipe = replace(RECIPES["quick"], name="mine", epochs=2)
    file = tmp_path / "recipe.toml"
    file.write_text(recipe_toml(recipe))
    assert read_recipe(str(file)) == recipe


def test_a_recipe_of_python_code_is_taken_as_it_is_and_checked() -> None:
    recipe = replace(RECIPES["quick"], epochs=2)
    assert read_recipe(recipe) == recipe
    with pytest.raises(UnknownName, match="unknown field of a recipe 'angle'"):
        read_recipe(replace(recipe, options={"angle": 3}))


def test_what_is_no_recipe_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"recipe must be a name, a file or a Recipe \(got 5\)"):
        read_recipe(5)  # type: ignore[arg-type]  # that is the mistake


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="did you mean 'quick'"):
        read_recipe("quickk")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"epochs = [", "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
        (b"name = 'x'", "bad.toml is not a recipe: recipe.task is missing"),
        (b"base = 'quick'\nmass = 1", "unknown field of a recipe 'mass'"),
        (b"base = 'quick'\nlr = 'fast'", "recipe.lr must be a finite number, got 'fast'"),
        (b"base = 'quick'\nepochs = -3", "recipe.epochs must be at least 0, got -3"),
    ],
    ids=["broken", "binary", "fields missing", "field too many", "wrong type", "negative"],
)
def test_files_that_are_no_recipe_say_why(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(WrongUse, match=reason):
        read_recipe(str(file))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(WrongUse, match=r"cannot read recipe nothing\.toml: No such file"):
        read_recipe("nothing.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Angles(RecipeFields):
    """Fields of a task that predicts angles."""

    tilt: Share = 0.0
    """Largest share of a full turn by which an image is turned."""
    sharp: bool = False
    """Whether edges are kept sharp."""


@pytest.fixture
def angles(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """A recipe of a task with fields of its own."""
    kind = replace(TASKS["classify"], name="angles", recipe_fields=Angles)
    monkeypatch.setitem(TASKS, "angles", kind)
    return replace(RECIPES["quick"], task="angles", options={"tilt": 0.25, "sharp": False})


def test_a_task_brings_fields_that_files_hold_like_all_others(
    angles: Recipe, tmp_path: Path
) -> None:
    text = recipe_toml(checked(angles))
    assert "tilt = 0.25\n" in text
    assert "# Largest share of a full turn by which an image is turned. [at least 0 and" in text
    assert "sharp = false\n" in text
    file = tmp_path / "mine.toml"
    file.write_text(text)
    assert read_recipe(str(file)) == checked(angles)
    assert checked(angles).options == {"tilt": 0.25}  # What is off is left out.
    assert angles.task_fields(Angles) == Angles(tilt=0.25)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tilt": 1.5}, "recipe.tilt must be at least 0 and below 1, got 1.5"),
        ({"tlit": 0.5}, "unknown field of a recipe 'tlit'; did you mean 'tilt'"),
        ({"task": "classify"}, "recipe.tilt is for the task angles, and the recipe quick is for"),
        ({"task": "sort"}, "unknown task 'sort'"),
    ],
)
def test_the_fields_of_a_task_are_checked_too(
    angles: Recipe, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        changed_recipe(angles, changes)
