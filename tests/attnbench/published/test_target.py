"""A printed size keeps its digits."""

import pytest

from attnbench.errors import WrongUse
from attnbench.published.target import read_target


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("23.85M", 23_850_000, 10_000),
        ("1.30G", 1_300_000_000, 10_000_000),
        ("656K", 656_000, 1_000),
        (" 4.1 g ", 4_100_000_000, 100_000_000),
    ],
    ids=["parameters", "a last zero", "whole", "spaces and small letters"],
)
def test_digits_and_unit_are_read(text: str, value: float, step: float) -> None:
    target = read_target("params", "params", text)
    assert target.value == pytest.approx(value)
    assert target.step == pytest.approx(step)


def test_what_was_typed_is_shown_again() -> None:
    assert str(read_target("macs", "flops", "1.30G")) == "1.30G"


@pytest.mark.parametrize("text", ["23.85", "M", "-1M", "1,3G", "0.00M", "1e9", "23.85MB", ""])
def test_another_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(WrongUse, match=r"^flops must be the printed digits and their unit"):
        read_target("macs", "flops", text)
