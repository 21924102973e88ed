"""Python code passes classes and functions where the command line has names."""

from collections.abc import Callable
from functools import partial

import pytest
from torch import nn

from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.plan.session import session_object, variant_of
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.own import forms


def planned(*modules: object) -> Plan:
    return Plan(modules=modules, recipe=RECIPES["quick"])  # type: ignore[arg-type]  # read by Plan


def local_class() -> type[nn.Module]:
    class Local(nn.Identity):
        pass

    return Local


def test_what_can_be_imported_is_named_by_where_it_is() -> None:
    plan = planned(forms.FloatFirst, forms.Outer.Inner, "ema", forms.of_unknown)
    assert [row.module for row in plan.modules] == [
        "tests.attnbench.own.forms:FloatFirst",
        "tests.attnbench.own.forms:Outer.Inner",
        "ema",
        "tests.attnbench.own.forms:of_unknown",
    ]


def test_a_class_alone_is_a_plan_of_one_row() -> None:
    assert Plan(modules=forms.Pair, recipe=RECIPES["quick"]).modules == planned(forms.Pair).modules  # type: ignore[arg-type]  # read by Plan


def test_keywords_of_a_partial_are_options() -> None:
    variant = variant_of(partial(partial(forms.InAndOut, reduction=2), oup="C"))
    assert str(variant) == "tests.attnbench.own.forms:InAndOut(oup=C,reduction=2)"


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (local_class(), "here:Local"),
        (lambda c: nn.Conv2d(c, c, 1), "here:<lambda>"),
        (partial(forms.Lists, norm=nn.InstanceNorm2d), "here:Lists"),
    ],
)
def test_what_only_this_process_knows_is_found_again_by_its_name(
    build: Callable[..., nn.Module], name: str
) -> None:
    plan = planned(build)
    (row,) = plan_from_toml(plan.to_toml(), "plan.toml").modules
    assert row.module == name
    assert session_object(name) is build


def test_the_newest_of_a_name_is_meant_as_a_cell_that_ran_again() -> None:
    first, second = local_class(), local_class()
    variant_of(first)
    variant_of(second)
    assert session_object("here:Local") is second


@pytest.mark.parametrize(
    ("modules", "text"),
    [
        ((nn.Identity(),), r"modules must be names, classes.*an instance of Identity"),
        ((local_class(), local_class()), r"without repeats.*here:Local, here:Local"),
    ],
)
def test_what_is_no_row_is_refused(modules: tuple[object, ...], text: str) -> None:
    with pytest.raises(WrongUse, match=text):
        planned(*modules)


def test_a_name_of_another_session_is_told_so() -> None:
    with pytest.raises(WrongUse, match=r"Lost was passed as an object by another Python session"):
        session_object("here:Lost")
