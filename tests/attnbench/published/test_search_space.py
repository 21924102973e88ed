"""The solver tries what was asked for first, and a few values around it."""

import pytest

from attnbench.errors import WrongUse
from attnbench.own.entry import entry_of
from attnbench.plan.variant import parse_variant
from attnbench.published.search_space import combinations, make_space, values_to_try
from attnzoo import CATALOG, BadOption, UnknownOption
from tests.attnbench.own import forms


@pytest.mark.parametrize(
    ("module", "option", "values"),
    [
        ("ema", "groups", (32, 64, 128, 16, 8)),
        ("ema", "cross_spatial", (True, False)),
        ("ela", "preset", ("base", "tiny", "small", "large")),
        ("eca", "kernel_size", (None,)),
        ("bam", "dilation", (4, 8, 16, 2, 1)),
        ("simam", "e_lambda", (0.0001,)),
    ],
)
def test_each_kind_of_option_has_values_of_its_own(
    module: str, option: str, values: tuple[object, ...]
) -> None:
    assert values_to_try(CATALOG[module].options[option]) == values


@pytest.mark.parametrize("name", CATALOG)
def test_every_value_is_one_that_the_option_takes(name: str) -> None:
    for option, known in CATALOG[name].options.items():
        values = values_to_try(known)
        assert values[0] == known.default
        assert len(set(values)) == len(values)
        for value in values:
            known.check(option, value)  # Raises BadOption for one that it does not take.


def test_given_options_stay_and_varied_ones_take_their_levels() -> None:
    space = make_space(CATALOG["ema"], parse_variant("ema(groups=16)"), ["site=block,stage"])
    assert space == {
        "site": ("block", "stage"),
        "groups": (16,),
        "cross_spatial": (True, False),
    }
    assert combinations(space) == [
        {"groups": 16, "cross_spatial": True},
        {"groups": 16, "cross_spatial": False},
    ]


@pytest.mark.parametrize(
    ("module", "vary", "error", "text"),
    [
        ("ema(groups=16)", "groups=8", WrongUse, "fixes groups"),
        ("ema", "recipe.lr=0.1", WrongUse, "does not vary recipe.lr"),
        ("ema", "groups=on", BadOption, "a whole number"),
        ("ema(heads=2)", "groups=8", UnknownOption, "no option 'heads'"),
        ("ema(identity_at_start=on)", "groups=8", WrongUse, "identity_at_start"),
    ],
)
def test_what_cannot_be_varied_is_refused(
    module: str, vary: str, error: type[ValueError], text: str
) -> None:
    with pytest.raises(error, match=text):
        make_space(CATALOG["ema"], parse_variant(module), [vary])


def test_of_a_users_module_the_constructors_parameters_are_tried() -> None:
    entry = entry_of("InAndOut", forms.InAndOut)
    space = make_space(entry, parse_variant("InAndOut(C,C)"), ["site=block"])
    assert space == {
        "site": ("block",),
        "inp": ("C",),
        "oup": ("C",),
        "reduction": (4, 8, 16, 2, 1),
    }
