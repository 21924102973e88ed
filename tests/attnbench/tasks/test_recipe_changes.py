"""A recipe with other values says so in its name, and is checked like any."""

from dataclasses import replace

import pytest

from attnbench.errors import WrongUse
from attnbench.tasks.recipe_changes import changed_recipe
from attnbench.tasks.recipe_files import settings
from attnbench.tasks.recipes import RECIPES

QUICK = RECIPES["quick"]


def test_name_and_source_say_what_was_changed() -> None:
    assert changed_recipe(QUICK, {"lr": 0.1, "zero_init_last": True}) == replace(
        QUICK,
        lr=0.1,
        zero_init_last=True,
        name="quick, lr=0.1, zero_init_last=on",
        source="quick with lr=0.1, zero_init_last=on",
    )


def test_epochs_are_printed_beside_the_name_and_not_in_it() -> None:
    assert changed_recipe(QUICK, {"epochs": 2}) == replace(QUICK, epochs=2)


@pytest.mark.parametrize(("epochs", "warmup"), [(7, 6), (6, 5), (1, 0)])
def test_a_warm_up_is_shortened_where_fewer_epochs_have_no_room_for_it(
    epochs: int, warmup: int
) -> None:
    changed = changed_recipe(RECIPES["cifar30"], {"epochs": epochs})
    assert (changed.epochs, changed.warmup_epochs) == (epochs, warmup)


def test_a_warm_up_that_is_asked_for_is_not_shortened() -> None:
    with pytest.raises(WrongUse, match="warmup_epochs must be less than epochs=3, got 4"):
        changed_recipe(RECIPES["cifar30"], {"epochs": "3", "warmup_epochs": "4"})


def test_what_is_as_before_is_no_change() -> None:
    same = {"lr": QUICK.lr, "epochs": QUICK.epochs, "mixup": 0.0}
    assert changed_recipe(QUICK, same) == changed_recipe(QUICK, {}) == QUICK


def test_a_change_of_a_change_names_both() -> None:
    twice = changed_recipe(changed_recipe(QUICK, {"lr": 0.1}), {"flip": 0.5})
    assert twice.name == "quick, lr=0.1, flip=0.5"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("lr", "0.002", 0.002),
        ("lr", "2e-3", 0.002),
        ("warmup_epochs", "2", 2),
        ("channels_last", "off", False),
        ("compile", "true", True),
        ("optimizer", "sgd", "sgd"),
        ("precision", "auto", "auto"),
        ("mixup", "0.2", 0.2),
    ],
)
def test_a_text_is_read_as_its_field_takes_it(name: str, text: str, value: object) -> None:
    assert settings(changed_recipe(QUICK, {name: text}))[name] == value


def test_a_list_is_typed_with_commas() -> None:
    changed = changed_recipe(QUICK, {"schedule": "step", "milestones": "2, 3"})
    assert changed.milestones == (2, 3)
    assert changed.name == "quick, schedule=step, milestones=2,3"
    assert changed_recipe(changed, {"milestones": "2"}).milestones == (2,)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"learning_rate": 1}, "unknown field of a recipe 'learning_rate'"),
        ({"weight_decy": "0"}, "unknown field of a recipe 'weight_decy'; did you mean 'weight_dec"),
        ({"mosaic": "1"}, "mosaic is for the task detect, and the recipe quick"),
        ({"lr": "-1"}, "recipe.lr must be above 0, got -1"),
        ({"lr": "fast"}, "recipe.lr must be a finite number, got 'fast'"),
        ({"epochs": "many"}, "recipe.epochs must be a whole number, got 'many'"),
        (
            {"schedule": "linear"},
            "recipe.schedule must be one of cosine, step, one-cycle, polynomial",
        ),
        ({"flip": "1.5"}, "recipe.flip must be at least 0 and below 1, got 1.5"),
    ],
)
def test_a_change_that_a_recipe_does_not_take_is_refused(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        changed_recipe(QUICK, changes)
