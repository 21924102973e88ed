"""What is said goes over the defaults of a new study, or over the plan of one that goes on."""

from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any

import pytest

from attnbench.cli.expand import declared
from attnbench.cli.options.plan import PlanOptions
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.planning.choices import PLAIN, Choices
from attnbench.planning.make import continue_plan, make_plan, plan_in
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES

STORED = Plan(
    modules=parse_variants("ema,eca"),
    recipe=replace(RECIPES["quick"], epochs=3),
    limit=600,
    batch_size=16,
    train_batch_size=8,
    timing_threads=3,
    rounds=9,
    workers=2,
)


def test_there_is_a_choice_for_every_option() -> None:
    assert [field.name for field in fields(Choices)] == [
        option.field.name for option in declared(PlanOptions)
    ]


def test_the_defaults_in_the_help_are_those_of_a_new_plan() -> None:
    made = make_plan(parse_variants("eca"), PlanOptions().choices(()))
    for option in declared(PlanOptions):
        default = option.field.default
        if option.field.name in PLAIN and default not in (None, MISSING):
            assert getattr(made, option.field.name) == default, option.field.name
    assert (made.task, made.data, made.recipe) == ("classify", "digits", RECIPES["quick"])


def test_what_has_its_default_was_said_if_it_was_typed() -> None:
    options = PlanOptions()
    assert options.choices(()) == Choices()
    assert options.choices(("seeds", "backbone")) == Choices(
        seeds=options.training.seeds, backbone=options.network.backbone
    )


def test_where_nothing_is_said_a_study_goes_on_as_it_is() -> None:
    assert continue_plan(STORED, (), Choices()) == STORED


def test_a_study_gains_the_modules_and_seeds_that_are_said() -> None:
    grown = continue_plan(STORED, parse_variants("gct,ema"), Choices(seeds=(0, 1, 2)))
    assert grown == replace(STORED, modules=parse_variants("ema,eca,gct"), seeds=(0, 1, 2))


def test_modules_that_start_as_the_identity_are_rows_of_their_own() -> None:
    grown = continue_plan(STORED, parse_variants("se"), Choices(identity_at_start=True))
    assert grown.modules == parse_variants("ema,eca,se(identity_at_start=on)")


@pytest.mark.parametrize(
    "said",
    [
        {"backbone": "resnet14-narrow", "data": "digits", "site": "residual", "stem": "timm"},
        {"recipe": "quick", "epochs": 3, "precision": "fp32", "device": "cpu", "devices": 1},
        {"limit": 600, "batch_size": 16, "rounds": 9, "task": "classify"},
    ],
)
def test_what_a_study_has_may_be_said_again(said: dict[str, Any]) -> None:
    assert continue_plan(STORED, (), Choices(**said)) == STORED


def test_what_no_number_depends_on_may_change() -> None:
    said = Choices(workers=0, data_root="elsewhere", checkpoint_minutes=1.0)
    assert continue_plan(STORED, (), said) == replace(
        STORED, workers=0, data_root="elsewhere", checkpoint_minutes=1.0
    )


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ({"backbone": "resnet18"}, "backbone=resnet14-narrow, not resnet18"),
        ({"data": "cifar100"}, "data=digits, not cifar100"),
        ({"task": "detect"}, "task=classify, not detect"),
        ({"recipe": "quick"}, "recipe.epochs=3, not"),
        ({"epochs": 9}, "recipe.epochs=3, not 9"),
        ({"precision": "bf16"}, "precision=fp32, not bf16"),
        ({"threads": 2}, "threads=1, not 2"),
        ({"set": {"lr": 0.1}}, f"recipe.lr={STORED.recipe.lr}, not 0.1"),
        ({"batch_size": 8}, "batch_size=16, not 8"),
        ({"weights": "some.pth"}, "weights=, not some.pth"),
    ],
)
def test_what_a_study_cannot_change_is_refused_by_name(said: dict[str, Any], held: str) -> None:
    with pytest.raises(WrongUse, match=f"study holds {held}"):
        continue_plan(STORED, (), Choices(**said))


def test_a_recipe_with_other_values_says_so_in_its_name() -> None:
    said = Choices(set={"lr": "0.02", "recipe.flip": "0.5"}, epochs=2)
    assert make_plan(parse_variants("eca"), said).recipe == replace(
        RECIPES["quick"],
        name="quick, lr=0.02, flip=0.5",
        source="quick with lr=0.02, flip=0.5",
        epochs=2,
        lr=0.02,
        flip=0.5,
    )


def test_a_study_with_a_changed_recipe_goes_on_with_it() -> None:
    said = Choices(set={"lr": 0.02})
    stored = make_plan(parse_variants("eca"), said)
    assert continue_plan(stored, (), Choices()) == continue_plan(stored, (), said) == stored
    again = Choices(recipe="quick", set={"lr": 0.02})
    assert continue_plan(stored, (), again) == stored


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"set": {"name": "mine"}}, "unknown field to set 'name'"),
        ({"set": {"image_size": 64}}, "recipe.image_size must be 0 for digits, whose images are"),
        ({"image_size": 64}, "recipe.image_size must be 0 for digits, whose images are"),
        ({"set": {"epochs": 2}, "epochs": 2}, "set has epochs, and cannot be combined with epoch"),
    ],
)
def test_a_field_that_cannot_be_set_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        make_plan(parse_variants("eca"), Choices(**said))


def test_an_unknown_recipe_is_refused_in_an_old_study_too() -> None:
    with pytest.raises(UnknownName, match="unknown recipe 'slow'"):
        continue_plan(STORED, (), Choices(recipe="slow"))


def test_a_folder_with_a_study_is_continued_and_another_begun(tmp_path: Path) -> None:
    Study.open(tmp_path / "study", STORED)
    said, modules = Choices(seeds=(0,)), parse_variants("se")
    assert plan_in(tmp_path / "study", modules, said) == continue_plan(STORED, modules, said)
    assert plan_in(tmp_path / "new", modules, said) == make_plan(modules, said)
    with pytest.raises(WrongUse, match="pass --modules, such as ema,ca,eca, or the --study to"):
        plan_in(tmp_path / "new", (), said)
