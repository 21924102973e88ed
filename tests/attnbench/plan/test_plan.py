"""Plans are checked when made, survive TOML, and grow."""

from dataclasses import replace

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.cells import cells, identity
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES

PLAN = Plan(modules=parse_variants("ema(groups=16),ca"), seeds=(0, 1, 2), recipe=RECIPES["quick"])


def test_toml_round_trip() -> None:
    assert plan_from_toml(PLAN.to_toml(), "plan") == PLAN


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("seeds", 3, "seeds must be a list, each a whole number, got 3"),
        ("modules", 3, "modules must be a list, each a Variant, got 3"),
        ("modules", "ema(", r"cannot read module 'ema\('"),
        ("recipe", "quick", "got 'quick'; those that have a name are in attnbench.RECIPES"),
        ("threads", True, "threads must be a whole number, got True"),
        ("seeds", (-1,), r"seeds must be a list, each at least 0, got \(-1,\)"),
        ("seeds", (), r"seeds must name at least one, without repeats, got \[\]"),
        ("seeds", (1, 1), r"without repeats, got \[1, 1\]"),
        ("modules", (), "at least one"),
        ("modules", ("ca", "ca"), "without repeats"),
        ("modules", ("baseline",), "without the baseline"),
        (
            "recipe",
            replace(PLAN.recipe, precision="bf16"),
            "precision must be the recipe's, bf16, got fp32",
        ),
    ],
)
def test_impossible_plans_are_refused_when_made(field: str, value: object, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        replace(PLAN, **{field: value})  # type: ignore[arg-type]  # that is the mistake


@pytest.mark.parametrize("modules", ["ema(groups=16),ca", ["ema(groups=16)", "ca"]])
def test_scripts_may_pass_lists_and_texts(modules: object) -> None:
    assert replace(PLAN, seeds=[0, 1, 2], modules=modules) == PLAN  # type: ignore[arg-type]  # of a script


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("modules = [", "p.toml is not TOML"),
        ("", "p.toml is not a plan: modules is missing; add it"),
        ("modules = ['ca']\nmodulez = 1", "is not a plan: unknown field 'modulez'; did you mean"),
        ("modules = ['ca']", "p.toml is not a plan: recipe is missing"),
        ("modules = ['ca']\nrecipe = 'quick'", "is not a plan: recipe must be a Recipe, got 'q"),
        ("modules = ['ca']\n[recipe]\nlr = 1", "is not a plan: recipe.name is missing"),
    ],
)
def test_broken_plan_files_say_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        plan_from_toml(text, "p.toml")


def test_a_study_grows_in_modules_and_seeds() -> None:
    grown = PLAN.merge(replace(PLAN, modules=parse_variants("ca,se"), seeds=(2, 5)))
    assert grown.modules == parse_variants("ema(groups=16),ca,se")
    assert grown.seeds == (0, 1, 2, 5)


@pytest.mark.parametrize(
    "change",
    [
        {"backbone": "resnet18"},
        {"site": "block"},
        {"stem": "cifar"},
        {"precision": "bf16"},
        {"threads": 4},
        {"limit": 500},
        {"weights": "w.safetensors"},
        {"devices": 2},
        {"recipe": replace(RECIPES["quick"], name="slow", epochs=9)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_study_does_not_change_in_anything_else(change: dict[str, object]) -> None:
    other = replace(PLAN, **change)  # type: ignore[arg-type]  # one field of each type in turn
    with pytest.raises(WrongUse, match=f"study holds {next(iter(change))}[.=]"):
        PLAN.merge(other)
    assert PLAN.digest() != other.digest()


@pytest.mark.parametrize(
    "change",
    [{"data_root": "elsewhere"}, {"workers": 3}, {"checkpoint_minutes": 9.0}],
    ids=lambda change: next(iter(change)),
)
def test_what_no_number_depends_on_may_differ(change: dict[str, object]) -> None:
    other = replace(PLAN, **change)  # type: ignore[arg-type]  # one field of each type in turn
    assert PLAN.merge(other) == other
    assert PLAN.digest() == other.digest()
    assert all(identity(PLAN, cell) == identity(other, cell) for cell in cells(PLAN))


def test_recipes_that_differ_are_named_by_what_differs() -> None:
    other = replace(PLAN, recipe=replace(PLAN.recipe, lr=0.5))
    with pytest.raises(WrongUse, match=r"study holds recipe\.lr=0\.006, not 0\.5"):
        PLAN.merge(other)


def test_growing_keeps_the_default_folder() -> None:
    assert PLAN.digest() == replace(PLAN, modules=parse_variants("se"), seeds=(7,)).digest()
