"""Numbers print as the papers print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.units import (
    MISSING,
    age_text,
    brief_number,
    brief_text,
    count_text,
    difference_text,
    duration_text,
    interval_text,
    measured_text,
    print_unit,
    scale_for,
    signed_count_text,
    signed_percent_text,
    signed_text,
    spread_text,
)


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ([23_705_252, 25_635_716], ["23.71M", "25.64M"]),
        ([1_298_014_208, 1_391_796_224], ["1.30G", "1.39G"]),
        ([222_890, 1_500_000], ["222.89K", "1500.00K"]),
        ([1_000], ["1.00K"]),
        ([999, 20_000], ["999", "20000"]),
        ([3_000_000_000_000], ["3.00T"]),
        ([0, 2_000_000], ["0.00M", "2.00M"]),
        ([0], ["0"]),
    ],
    ids=["millions", "billions", "thousands", "edge", "units", "trillions", "a zero", "only zero"],
)
def test_a_column_prints_in_the_scale_of_its_smallest_count(
    column: list[float], texts: list[str]
) -> None:
    scale = scale_for(column)
    assert [count_text(value, scale) for value in column] == texts


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (999, "999"), (1_000, "1.00K"), (16_384, "16.4K"), (99_960, "100K")],
    ids=str,
)
def test_a_brief_count_has_three_digits(count: int, text: str) -> None:
    assert brief_text(count) == text


def test_a_column_without_counts_has_a_scale_too() -> None:
    assert count_text(None, scale_for([])) == MISSING == "–"


@given(st.lists(st.integers(1, 10**15), min_size=1))
def test_every_count_of_a_column_keeps_a_digit_before_the_point(column: list[int]) -> None:
    size, _ = scale_for([float(value) for value in column])
    assert min(column) >= size


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "0.25"), (1.4142, "1.41"), (9.996, "10.0"), (12.34, "12.3"), (1234.5, "1234")],
)
def test_a_brief_number_has_three_digits_or_is_whole(value: float, text: str) -> None:
    assert brief_number(value) == text


@pytest.mark.parametrize(
    ("mean", "deviation", "text"),
    [(80.7, 0.2, "80.70 ± 0.20"), (80.7, None, "80.70"), (80.7, 0.0, "80.70 ± 0.00")],
    ids=["with deviation", "one run", "equal runs"],
)
def test_a_mean_prints_with_its_deviation_where_it_has_one(
    mean: float, deviation: float | None, text: str
) -> None:
    assert spread_text(mean, deviation) == text


def test_digits_of_a_mean_can_be_chosen() -> None:
    assert spread_text(1.23456, 0.5, digits=3) == "1.235 ± 0.500"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.9, 0.99, "0.950 [0.900, 0.990]"), (None, None, "0.950"), (0.9, None, "0.950")],
    ids=["both ends", "no interval", "half an interval"],
)
def test_a_ratio_prints_with_a_whole_interval_or_none(
    low: float | None, high: float | None, text: str
) -> None:
    assert interval_text(0.95, low, high) == text


def test_what_was_not_measured_prints_as_a_dash() -> None:
    assert spread_text(None, None) == MISSING
    assert interval_text(None, None, None) == MISSING


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "0 s"),
        (8.4, "8 s"),
        (59.7, "1 min 0 s"),
        (4 * 60 + 10, "4 min 10 s"),
        (17 * 60 + 47, "18 min"),
        (59 * 60 + 29, "59 min"),
        (59 * 60 + 31, "1 h 0 min"),
        (59 * 60 + 59.9, "1 h 0 min"),
        (2 * 3600 + 5 * 60 + 20, "2 h 5 min"),
        (30 * 3600, "30 h 0 min"),
    ],
)
def test_a_duration_reads_as_a_person_says_it(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_a_difference_has_its_sign_and_its_interval() -> None:
    assert difference_text(0.314, -0.05, 0.678) == "+0.31 [-0.05, +0.68]"
    assert difference_text(0.314, None, None) == "+0.31"
    assert difference_text(None, None, None) == MISSING


@pytest.mark.parametrize(
    ("value", "text"),
    [(198_368, "+198.37K"), (-3_923_970, "-3.92M"), (400, "+400"), (0, "0"), (None, MISSING)],
)
def test_a_difference_of_counts_shows_its_sign(value: float | None, text: str) -> None:
    assert signed_count_text(value) == text


@pytest.mark.parametrize(("value", "text"), [(1.0, "+1.00"), (-0.5, "-0.50"), (None, MISSING)])
def test_a_signed_number_shows_its_sign(value: float | None, text: str) -> None:
    assert signed_text(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.061, "+6.1 %"),
        (-0.2, "-20.0 %"),
        (0.000042, "+0.0042 %"),
        (0.0, "0 %"),
        (12.0, "+1200.0 %"),
    ],
)
def test_a_share_prints_as_a_signed_percentage(share: float, text: str) -> None:
    assert signed_percent_text(share) == text


@pytest.mark.parametrize(
    ("unit", "values", "name"),
    [
        ("s", (0.0123, 0.5, 0.014), "ms"),
        ("s", (2.0,), "s"),
        ("s", (1e-9,), "µs"),
        ("bytes", (3.0 * 2**20,), "MiB"),
        ("bytes", (0.0,), "KiB"),
        ("parameters", (23_705_252.0,), "M parameters"),
        ("parameters", (7.0,), "parameters"),
        ("MACs", (1.3e9,), "G MACs"),
        ("%", (80.0,), "%"),
        ("× baseline", (1.1,), "× baseline"),
    ],
)
def test_the_unit_leaves_a_digit_before_the_point(
    unit: str, values: tuple[float, ...], name: str
) -> None:
    assert print_unit(unit, values).name == name


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0123456, "s", "12.35 ms"),
        (0.000021, "s", "21.00 µs"),
        (1.2345, "s", "1.23 s"),
        (1.5 * 2**30, "bytes", "1.50 GiB"),
        (48_024_781, "bytes", "45.8 MiB"),
        (52_429, "bytes", "51.2 KiB"),
        (80.666, "%", "80.67 %"),
        (0.125, "", "0.12"),
    ],
)
def test_what_was_measured_prints_in_a_unit_in_which_it_is_short(
    value: float, unit: str, text: str
) -> None:
    assert measured_text(value, unit) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (59.9, "59 s"), (60, "1 min"), (7199, "1 h"), (86400 * 3.9, "3 d")],
)
def test_an_age_is_said_in_its_largest_unit(seconds: float, text: str) -> None:
    assert age_text(seconds) == text
