"""Variants are read from text and written back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnbench.errors import WrongUse
from attnbench.plan.module_name import module_name
from attnbench.plan.option_text import OptionValue, parse_value
from attnbench.plan.variant import Variant, parse_variant, parse_variants

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda text: module_name(text) == text
)
words = st.text("abC:\\/.,()= '+-12", min_size=1, max_size=12).filter(
    lambda text: text.strip() == module_name(text) == text
)
values = st.one_of(st.booleans(), st.none(), st.integers(-99, 9999), words)


@given(name=st.one_of(names, words), options=st.dictionaries(names, values, max_size=3))
def test_text_of_a_variant_reads_back_as_it(name: str, options: dict[str, OptionValue]) -> None:
    variant = Variant(name, tuple(options.items()))
    assert parse_variant(str(variant)) == variant


@given(st.lists(names, min_size=1, max_size=5, unique=True))
def test_a_list_of_names_keeps_its_order(given_names: list[str]) -> None:
    assert [str(v) for v in parse_variants(",".join(given_names))] == given_names


def test_commas_inside_parentheses_do_not_split() -> None:
    variants = parse_variants("ema(groups=16,cross_spatial=off), ca")
    assert [str(v) for v in variants] == ["ema(cross_spatial=off,groups=16)", "ca"]


def test_quotes_hold_a_path_together_in_a_list() -> None:
    text = "\"my models/attn (v2), new.py:Better\"(reduction=8),se,'C:\\my work\\a.py:B'"
    better, se, windows = parse_variants(text)
    assert better.module == "my models/attn (v2), new.py:Better"
    assert better.options == (("reduction", 8),)
    assert (se.module, windows.module) == ("se", "C:\\my work\\a.py:B")
    assert str(better) == '"my models/attn (v2), new.py:Better"(reduction=8)'


def test_an_apostrophe_within_a_name_is_a_letter() -> None:
    assert [v.module for v in parse_variants("it's.py:A,they're.py:B")] == [
        "it's.py:A",
        "they're.py:B",
    ]


def test_a_value_in_quotes_is_text() -> None:
    variant = parse_variant('a.py:A(mode="16",words="a, b")')
    assert variant.options == (("mode", "16"), ("words", "a, b"))


def test_a_value_that_depends_on_the_map_may_stand_without_a_name() -> None:
    variant = parse_variant("a.py:A( C , 8, heads=4)")
    assert variant.options == (("1", "C"), ("2", 8), ("heads", 4))
    assert str(variant) == "a.py:A(C,8,heads=4)"
    assert parse_variant(str(variant)) == variant
    assert variant.label("A") == "A (C,8,heads=4)"


def test_order_of_options_does_not_matter() -> None:
    assert parse_variant("ema(groups=8,cross_spatial=on)") == parse_variant(
        "ema(cross_spatial=true, groups=8)"
    )


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("EMA", "ema"),
        ("Ema( groups=16 )", "ema(groups=16)"),
        ("CA", "ca"),
        ("PSA-YOLO", "psa_yolo"),
        ("shuffled_gate(of=CoT)", "shuffled_gate(of=cot)"),
        ("mine.py:EMA(of=EMA)", "mine.py:EMA(of=EMA)"),
        ("package.EMA:CA", "package.EMA:CA"),
    ],
)
def test_a_module_of_the_catalogue_may_be_spelled_as_tables_print_it(text: str, short: str) -> None:
    assert str(parse_variant(text)) == short
    assert parse_variant(text) == parse_variant(short)


def test_two_spellings_of_one_module_are_one_row() -> None:
    with pytest.raises(WrongUse, match="ema is named twice"):
        parse_variants("ema,EMA")


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
        ("a.py:A(heads=4,C)", "a value without a name after one with a name"),
        ("my models/a.py:A", "a path with spaces, commas or parentheses in quotes"),
        ('"a.py:A', "cannot read module"),
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
