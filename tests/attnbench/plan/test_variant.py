"""Variants are read from text and written back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnbench.errors import WrongUse
from attnbench.plan.variant import OptionValue, Variant, parse_value, parse_variant, parse_variants

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
values = st.one_of(st.booleans(), st.none(), st.integers(-99, 9999))


@given(name=names, options=st.dictionaries(names, values, max_size=3))
def test_text_of_a_variant_reads_back_as_it(name: str, options: dict[str, OptionValue]) -> None:
    variant = Variant(name, tuple(options.items()))
    assert parse_variant(str(variant)) == variant


@given(st.lists(names, min_size=1, max_size=5, unique=True))
def test_a_list_of_names_keeps_its_order(given_names: list[str]) -> None:
    assert [str(v) for v in parse_variants(",".join(given_names))] == given_names


def test_commas_inside_parentheses_do_not_split() -> None:
    variants = parse_variants("ema(groups=16,cross_spatial=off), ca")
    assert [str(v) for v in variants] == ["ema(cross_spatial=off,groups=16)", "ca"]


def test_order_of_options_does_not_matter() -> None:
    assert parse_variant("ema(groups=8,cross_spatial=on)") == parse_variant(
        "ema(cross_spatial=true, groups=8)"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", True),
        ("OFF", False),
        ("true", True),
        ("none", None),
        ("16", 16),
        ("0.5", 0.5),
        ("a", "a"),
    ],
)
def test_values_are_typed(text: str, value: OptionValue) -> None:
    assert parse_value(text) == value
    assert type(parse_value(text)) is type(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot read module"),
        ("ema,,ca", "cannot read module"),
        ("ema(groups=16", "cannot read module"),
        ("ema)", "cannot read module"),
        ("ema(groups)", "write option=value"),
        ("ema(groups=)", "write option=value"),
        ("ema(=16)", "write option=value"),
        ("ema(groups=16,groups=8)", "gives an option twice"),
        ("ema,ca,ema", "ema is named twice"),
        ("ema(groups=16),ema( groups = 16 )", "named twice"),
    ],
)
def test_unreadable_lists_are_refused(text: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        parse_variants(text)


def test_label_is_the_name_in_print_with_the_options_given() -> None:
    assert parse_variant("ema(groups=16)").label("EMA") == "EMA (groups=16)"
    assert parse_variant("ema").label("EMA") == "EMA"


def test_what_every_module_takes_is_not_the_modules_own() -> None:
    variant = parse_variant("bam(site=stage,stages=1+3,reduction=8,identity_at_start=on)")
    assert variant.module_options == {"reduction": 8}
    assert variant.stages == frozenset({1, 3})
    assert (variant.site, variant.identity_at_start) == ("stage", True)


def test_without_them_the_plan_decides() -> None:
    variant = parse_variant("bam")
    assert (variant.site, variant.stages, variant.identity_at_start) == (None, None, False)


@pytest.mark.parametrize("text", ["ema(stages=0)", "ema(stages=1-3)", "ema(stages=on)"])
def test_stages_that_are_no_numbers_are_refused(text: str) -> None:
    with pytest.raises(WrongUse, match=r"stages of ema must be numbers from 1, such as 3"):
        parse_variant(text)


def test_a_switch_that_is_none_is_refused() -> None:
    with pytest.raises(WrongUse, match="identity_at_start of ema must be on or off, got 5"):
        parse_variant("ema(identity_at_start=5)")


def test_equal_places_have_equal_texts() -> None:
    assert parse_variant("ema(stages=3+1+3)") == parse_variant("ema(stages=1+3)")
    assert str(parse_variant("ema(stages=3+1)")) == "ema(stages=1+3)"
    assert parse_variant("ema(site=none)") == parse_variant("ema")
