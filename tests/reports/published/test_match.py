"""A printed size is equal to our count after rounding, or by a convention that is named."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.published.match import Candidate, Cut, Match, Printed, match_size

COUNTS = {"all": 23_903_620, "without norms": 23_850_500, "conv and linear": 23_849_556}
"""Parameters of EMA in ResNet-50 by three conventions."""


def printed(text: str) -> Printed:
    return Printed(text=text, unit="M")


def test_ours_rounded_is_equal() -> None:
    size = match_size(printed("23.90"), COUNTS)
    assert size.match is Match.EQUAL
    assert size.chosen == Candidate(convention="all", count=23_903_620, fits=Cut.ROUNDED)


def test_another_convention_is_named_and_others_are_counted() -> None:
    size = match_size(printed("23.85"), COUNTS)
    assert size.match is Match.ANOTHER_CONVENTION
    assert size.chosen is not None
    assert (size.chosen.convention, size.chosen.fits) == ("without norms", Cut.ROUNDED)
    assert size.others == 1


def test_truncation_is_tried_where_nothing_rounds() -> None:
    size = match_size(printed("23.84"), COUNTS)
    assert size.chosen is not None
    assert (size.chosen.convention, size.chosen.fits) == ("conv and linear", Cut.TRUNCATED)


def test_ours_truncated_is_another_convention() -> None:
    size = match_size(printed("1.2"), {"all": 1_290_000})
    assert size.match is Match.ANOTHER_CONVENTION
    assert size.chosen is not None
    assert size.chosen.fits is Cut.TRUNCATED


def test_what_nothing_gives_comes_with_the_nearest() -> None:
    size = match_size(printed("25.00"), COUNTS)
    assert size.match is Match.NOT_REPRODUCIBLE
    assert size.chosen == Candidate(convention="all", count=23_903_620)
    assert len(size.candidates) == 3


def test_without_a_printed_value_there_is_nothing_to_match_size() -> None:
    size = match_size(Printed(unit="M"), COUNTS)
    assert size.match is Match.NOT_PRINTED
    assert [candidate.count for candidate in size.candidates] == list(COUNTS.values())


def test_without_a_network_nothing_was_run() -> None:
    assert match_size(printed("7.23"), {}).match is Match.NOT_RUN


@pytest.mark.parametrize(
    ("count", "text", "shown"),
    [
        (23_705_252, "23.71", "23.71"),
        (149_500_000, "149.5", "149.5"),
        (300_774_272, "300", "301"),
        (2_500_000, "3", "3"),
        (1_005_000, "1.01", "1.01"),
    ],
)
def test_halves_are_rounded_up_to_the_printed_digits(count: int, text: str, shown: str) -> None:
    assert printed(text).show(count) == shown


@given(st.integers(0, 10**12), st.integers(0, 4))
def test_rounding_is_within_half_a_digit_and_truncation_never_above(
    count: int, digits: int
) -> None:
    size = printed(f"{0:.{digits}f}")
    unit = Decimal(1).scaleb(-digits)
    exact = Decimal(count) / 10**6
    assert abs(Decimal(size.show(count)) - exact) <= unit / 2
    assert 0 <= exact - Decimal(size.show(count, Cut.TRUNCATED)) < unit


@given(st.integers(0, 10**12), st.integers(0, 4))
def test_what_is_shown_is_called_equal(count: int, digits: int) -> None:
    shown = printed(f"{0:.{digits}f}").show(count)
    assert match_size(printed(shown), {"all": count}).match is Match.EQUAL
