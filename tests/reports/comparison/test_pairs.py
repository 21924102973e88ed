"""Pairs of rows are told apart by one test, and a best row is one that beats every other."""

import pytest

from attnreport.blocks.layout import RowId, Scores
from attnreport.comparison.pairs import shown_best, shown_higher

A, B, C = (("", name) for name in "abc")


def scores(**rows: tuple[float, ...]) -> Scores:
    return {("", name): dict(enumerate(values)) for name, values in rows.items()}


FAR = scores(a=(80.0, 80.4, 80.2), b=(77.1, 77.5, 77.0), c=(77.0, 77.4, 77.2))
TIED_AT_THE_TOP = scores(a=(80.0, 80.4, 80.2), b=(80.1, 80.2, 80.3), c=(77.0, 77.4, 77.2))


def test_the_higher_row_of_a_pair_that_differs_is_first() -> None:
    assert shown_higher(FAR, [C, B, A]) == frozenset({(A, B), (A, C)})


def test_without_seeds_in_common_there_is_no_test() -> None:
    assert shown_higher({A: {0: 1.0, 1: 2.0, 2: 3.0}, B: {3: 1.0, 4: 2.0, 5: 3.0}}, [A, B]) is None


@pytest.mark.parametrize(
    ("rows", "higher_is_better", "best"),
    [
        (FAR, True, A),
        (FAR, False, None),
        (TIED_AT_THE_TOP, True, None),
        (TIED_AT_THE_TOP, False, C),
    ],
    ids=["above all", "two lowest", "two highest", "below all"],
)
def test_only_a_row_that_beats_every_other_is_the_best(
    rows: Scores, higher_is_better: bool, best: RowId | None
) -> None:
    assert shown_best(rows, higher_is_better=higher_is_better) == best


@pytest.mark.parametrize(
    "rows",
    [
        {},
        scores(a=(80.0, 80.4, 80.2)),
        scores(a=(80.0, 80.4, 80.2), b=(77.0, 77.5, 77.1), c=(70.0, 70.5)),
        scores(a=(80.0, 80.0, 80.0), b=(11.11, 11.11, 11.11)),
    ],
    ids=["no row", "one row", "a row of two seeds", "no spread"],
)
def test_what_is_not_tested_has_no_best(rows: Scores) -> None:
    assert shown_best(rows, higher_is_better=True) is None
