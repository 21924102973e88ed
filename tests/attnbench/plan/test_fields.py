"""Every field of a plan and of a recipe says what it takes, and is held to it."""

from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.fields import Share, annotations, meanings, range_of, varied_fields
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import Recipe
from attnbench.plan.role import role_of
from attnbench.plan.variant import parse_variants
from attnbench.tasks.detection.fields import DetectionFields
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.tasks import TASKS

QUICK = RECIPES["quick"]
INSTANCES: tuple[Any, ...] = (
    Plan(modules=parse_variants("ema"), recipe=QUICK),
    QUICK,
    *(task.recipe_fields() for task in TASKS.values()),
)
"""Of a task's fields every default is off, so that they can be made without a value."""
NUMBERS = [
    (instance, name)
    for instance in INSTANCES
    for name, annotation in annotations(type(instance)).items()
    if {annotation, *get_args(annotation)} & {int, float}
]


@pytest.mark.parametrize(("instance", "name"), NUMBERS, ids=[name for _, name in NUMBERS])
def test_a_number_has_a_range_and_errors_name_field_value_and_range(
    instance: Any, name: str
) -> None:
    in_words = range_of(annotations(type(instance))[name])
    assert in_words
    for wrong in (-1, "many", float("nan"), float("inf"), True):
        with pytest.raises(WrongUse, match=f"{name} must be .*, got {wrong!r}$") as error:
            replace(instance, **{name: wrong})
        assert wrong != -1 or in_words in str(error.value)


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: type(instance).__name__)
def test_every_field_has_a_docstring_and_refuses_another_type(instance: Any) -> None:
    texts = meanings(type(instance))
    assert texts
    for name in annotations(type(instance)):
        assert texts[name].endswith("."), name
        with pytest.raises(WrongUse, match=f"{name} must be .*, got <object"):
            replace(instance, **{name: object()})


def test_every_field_of_a_plan_says_which_cells_depend_on_it() -> None:
    assert all(role_of(annotation) for annotation in annotations(Plan).values())


def test_the_ends_of_a_range_say_what_they_mean() -> None:
    with pytest.raises(WrongUse) as error:
        DetectionFields(mosaic=2)
    assert str(error.value) == "recipe.mosaic must be between 0 (never) and 1 (always), got 2"
    assert error.value.parameter == "recipe.mosaic"


@dataclass(frozen=True, slots=True, kw_only=True)
class LongerRecipe(Recipe):
    """A recipe with one field more."""

    drop_path: Share = 0.0
    """Share of the residual branches that are dropped."""


def test_a_new_field_is_one_annotation_and_its_docstring() -> None:
    recipe = LongerRecipe(**asdict(QUICK), drop_path=0.5)
    with pytest.raises(WrongUse, match=r"recipe\.drop_path must be at least 0 and below 1, got 1"):
        replace(recipe, drop_path=1)
    assert "drop_path" in varied_fields(LongerRecipe)
    assert meanings(LongerRecipe)["drop_path"] == "Share of the residual branches that are dropped."
