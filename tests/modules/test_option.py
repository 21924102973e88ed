"""An option takes the values that it says, and is written as it is typed."""

import pytest

from attnzoo import BadOption, Option
from attnzoo.option import value_text


def test_choices_are_listed_where_a_value_is_none_of_them() -> None:
    option = Option(default="att", kind=str, choices=("att", "avg"), meaning="how to pool")
    option.check("pooling", "avg")
    with pytest.raises(BadOption, match="pooling='max' is not allowed; pass one of att, avg"):
        option.check("pooling", "max")


def test_a_number_stays_within_its_bounds() -> None:
    share = Option(default=0.25, kind=float, minimum=0, meaning="share of hidden channels")
    share.check("ratio", 1)
    with pytest.raises(BadOption, match="pass a number of 0 or more"):
        share.check("ratio", -0.5)
    weight = Option(default=0.5, kind=float, minimum=0, maximum=1, meaning="share of a gate")
    assert [weight.takes(value) for value in (0, 0.5, 1, 1.5)] == [True, True, True, False]
    assert weight.allowed == "a number from 0 to 1"


def test_none_is_taken_only_where_a_rule_decides_by_default() -> None:
    assert Option(default=None, kind=int, meaning="kernel").takes(None)
    assert not Option(default=3, kind=int, meaning="kernel").takes(None)


def test_a_value_is_written_as_it_is_typed() -> None:
    texts = [value_text(value) for value in (True, False, None, 1 / 16, 8, "add")]
    assert texts == ["on", "off", "auto", "0.0625", "8", "add"]
