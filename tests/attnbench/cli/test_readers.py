"""What is typed is read as a user means it, and refused with what is allowed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnbench.cli.readers import (
    number,
    read_map,
    read_names,
    read_numbers,
    read_seeds,
    read_shape,
    read_size,
    read_years,
    some_of,
    whole,
    write_seeds,
)
from attnbench.errors import WrongUse


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_seeds, "3", (0, 1, 2)),
        (read_seeds, "1", (0,)),
        (read_seeds, "0,1,5", (0, 1, 5)),
        (read_seeds, "7, 3", (7, 3)),
        (read_seeds, "5,", (5,)),
        (read_size, "224", (3, 224, 224)),
        (read_size, "224x160", (3, 224, 160)),
        (read_size, "1x28x32", (1, 28, 32)),
        (read_map, "16", (16, 16)),
        (read_map, "7x13", (7, 13)),
        (read_numbers, "64, 256", (64, 256)),
        (read_shape, "64, 14,14", (64, 14, 14)),
        (read_years, "2021", (2021, 2021)),
        (read_years, "2021..2024", (2021, 2024)),
        (read_years, " ..2019", (0, 2019)),
        (read_years, "2021..", (2021, 9999)),
        (read_names, "ddp, onnx,", ("ddp", "onnx")),
        (some_of(lambda: ["console", "md"]), "md,console,md", ("md", "console")),
        (whole(1), "1", 1),
        (number(0), "0.5", 0.5),
    ],
)
def test_a_text_is_read(read: object, text: str, value: object) -> None:
    assert reader_of(read)(text) == value


@pytest.mark.parametrize(
    ("read", "text", "allowed"),
    [
        (read_seeds, "0", "at least 1 (got 0)"),
        (read_seeds, "some", "a list of seeds"),
        (read_seeds, "-1", "a list of seeds"),
        (read_size, "0", "3x32x32"),
        (read_size, "3x32x32x32", "3x32x32"),
        (read_map, "3x4x5", "16x16 or 7x13"),
        (read_numbers, "64,0", "at least 1"),
        (read_shape, "64,14", "must be channels, height and width, such as 64,14,14"),
        (read_shape, "64x14x14", "such as 64,14,14"),
        (read_shape, "64,14,0", "such as 64,14,14"),
        (read_years, "..", "must be a year, 2021, or years"),
        (read_years, "21", "must be a year"),
        (read_years, "2021-2024", "2021..2024"),
        (read_years, "2024..2021", "must begin before it ends, such as 2021..2024"),
        (read_names, " , ", "at least one"),
        (some_of(lambda: ["console", "md"]), "pdf", "some of console, md (got 'pdf')"),
        (whole(2), "1", "at least 2 (got 1)"),
        (whole(2), "two", "a whole number (got 'two')"),
        (number(0), "nan", "at least 0 (got nan)"),
        (number(0), "inf", "at least 0 (got inf)"),
    ],
)
def test_another_text_is_refused_with_what_is_allowed(
    read: object, text: str, allowed: str
) -> None:
    with pytest.raises(WrongUse, match="must ") as refusal:
        reader_of(read)(text)
    assert allowed in str(refusal.value)


@given(st.lists(st.integers(0, 99), min_size=1, unique=True).map(tuple))
def test_seeds_that_are_written_are_read_again(seeds: tuple[int, ...]) -> None:
    assert read_seeds(write_seeds(seeds)) == seeds


def reader_of(read: object) -> Callable[[str], object]:
    """The function of an option's reader, or the function itself."""
    function = getattr(read, "read", read)
    assert callable(function)
    return function
