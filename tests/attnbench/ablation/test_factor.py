"""Factors are read from text, with the type that the module or the plan has for them."""

import pytest

from attnbench.ablation.factor import Factor, part_factors, read_factor, stage_factors
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnzoo import CATALOG
from attnzoo.option import BadOption

PLAN = Plan(modules=parse_variants("ema"), site="block", recipe=RECIPES["quick"])


def read(text: str, module: str = "ema") -> Factor:
    return read_factor(text, CATALOG[module], PLAN)


def test_an_option_of_the_module_has_its_type_and_the_authors_default() -> None:
    factor = read("groups=8, 16")
    assert (factor.levels, factor.default, factor.scope) == ((8, 16), 32, "option")
    assert (factor.center, factor.reference) == (8, 8)


def test_a_switch_is_held_against_off() -> None:
    factor = read("cross_spatial=on,off")
    assert (factor.is_switch, factor.center, factor.reference) == (True, True, False)


def test_the_value_that_a_rule_decides_can_be_a_level() -> None:
    assert read("kernel_size=auto,3", "eca").levels == (None, 3)


def test_a_module_that_a_control_is_made_of_may_be_spelled_as_in_print() -> None:
    assert read("of=EMA,CA", "shuffled_gate").levels == ("ema", "ca")


def test_what_every_module_has_can_be_varied() -> None:
    factor = read("site=residual,block")
    assert (factor.levels, factor.default, factor.scope) == (
        ("residual", "block"),
        "block",
        "common",
    )


def test_the_plan_and_its_recipe_can_be_varied() -> None:
    assert read("backbone=resnet18,resnet34").scope == "plan"
    factor = read("recipe.lr=0.1,0.004")
    assert (factor.levels, factor.default) == ((0.1, 0.004), PLAN.recipe.lr)
    factor = read("recipe.mixup=0.0,0.2")  # Only classification reads it.
    assert (factor.levels, factor.default) == ((0.0, 0.2), 0.0)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("groups", WrongUse, "cannot read 'groups'; write option=a,b,c"),
        ("groups=", WrongUse, "cannot read"),
        ("groups=8,,16", WrongUse, "cannot read"),
        ("groups=8,8", WrongUse, "groups has the level 8 twice"),
        ("groups=many", BadOption, "groups='many' is not allowed; pass a whole number"),
        ("group=8", UnknownName, "unknown factor of ema 'group'; did you mean 'groups'"),
        ("recipe.lrate=1,2", UnknownName, "did you mean 'recipe.lr'"),
        ("recipe.name=a,b", UnknownName, "unknown factor"),
        ("recipe.mosaic=0.0,1.0", UnknownName, "unknown factor"),
        ("recipe.lr=0,001", WrongUse, "commas separate levels; write fractions with a point"),
        ("recipe.lr=0.1,O.2", WrongUse, "recipe.lr must be a finite number, got 'O.2'"),
        ("recipe.lr=0.1234567,0.1234568", WrongUse, "recipe.lr has the level 0.123457 twice"),
    ],
)
def test_what_cannot_be_varied_is_refused(text: str, error: type[ValueError], message: str) -> None:
    with pytest.raises(error, match=message):
        read(text)


def test_the_parts_of_a_module_and_the_stages_of_a_network_are_switches() -> None:
    factors = (*part_factors(CATALOG["cbam"]), *stage_factors(2))
    assert [factor.name for factor in factors] == ["channel", "spatial", "stage1", "stage2"]
    assert all(factor.is_switch and factor.default is True for factor in factors)
