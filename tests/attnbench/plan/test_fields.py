"""Every field of a plan and of a recipe says what it takes, and is held to it."""

from dataclasses import replace
from typing import get_args

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.fields import annotations, meanings, range_of
from attnbench.plan.plan import Plan, role_of
from attnbench.plan.recipe import Recipe
from attnbench.plan.variant import parse_variants
from attnbench.tasks.detection.fields import DetectionFields
from attnbench.tasks.recipes import RECIPES

INSTANCES = (Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"]), RECIPES["quick"])
NUMBERS = [
    (instance, name)
    for instance in INSTANCES
    for name, annotation in annotations(type(instance)).items()
    if {annotation, *get_args(annotation)} & {int, float}
]


@pytest.mark.parametrize(("instance", "name"), NUMBERS, ids=[name for _, name in NUMBERS])
def test_a_number_has_a_range_and_errors_name_field_value_and_range(
    instance: Plan | Recipe, name: str
) -> None:
    in_words = range_of(annotations(type(instance))[name])
    assert in_words
    for wrong in (-1, "many", float("nan"), float("inf"), True):
        with pytest.raises(WrongUse, match=f"{name} must be .*, got {wrong!r}$") as error:
            replace(instance, **{name: wrong})  # type: ignore[arg-type]  # that is the mistake
        assert wrong != -1 or in_words in str(error.value)


@pytest.mark.parametrize("instance", INSTANCES, ids=["plan", "recipe"])
def test_every_field_has_a_docstring_and_refuses_another_type(instance: Plan | Recipe) -> None:
    texts = meanings(type(instance))
    for name in annotations(type(instance)):
        assert texts[name].endswith("."), name
        with pytest.raises(WrongUse, match=f"{name} must be .*, got <object"):
            replace(instance, **{name: object()})  # type: ignore[arg-type]  # as above


def test_every_field_of_a_plan_says_which_cells_depend_on_it() -> None:
    assert all(role_of(annotation) for annotation in annotations(Plan).values())


def test_the_ends_of_a_range_say_what_they_mean() -> None:
    with pytest.raises(WrongUse) as error:
        DetectionFields(mosaic=2)
    assert str(error.value) == "recipe.mosaic must be between 0 (never) and 1 (always), got 2"
    assert error.value.parameter == "recipe.mosaic"
