"""Options may depend on the map that a module gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnbench.errors import WrongUse
from attnbench.plan.map_value import depends_on_map, value_on_map


@pytest.mark.parametrize(
    ("text", "number"),
    [("C", 64), ("C/2", 32), ("C//3", 21), ("H", 8), ("W", 5), ("H*W", 40), ("2*C/3", 42)],
)
def test_a_text_means_a_number_on_a_map(text: str, number: int) -> None:
    assert depends_on_map(text)
    assert value_on_map(text, 64, 8, 5) == number


@pytest.mark.parametrize("value", ["c", "16", "C/0", "C+1", "CH", "C/", "CA", "", 64, None, True])
def test_what_is_no_such_text_stays_what_it_is(value: object) -> None:
    assert not depends_on_map(value)


@given(channels=st.integers(1, 4096), divisor=st.integers(1, 4096))
def test_a_quotient_is_rounded_down_and_never_zero(channels: int, divisor: int) -> None:
    text = f"C/{divisor}"
    if channels < divisor:
        with pytest.raises(WrongUse, match=f"{text} is below 1 at {channels} channels"):
            value_on_map(text, channels, None, None)
    else:
        assert value_on_map(text, channels, None, None) == channels // divisor


def test_a_size_that_is_not_known_is_asked_for() -> None:
    with pytest.raises(WrongUse, match=r"H\*W needs the size of the map"):
        value_on_map("H*W", 64, None, None)
