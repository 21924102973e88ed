"""The best of a column is marked only where it is shown to be the best."""

from collections.abc import Sequence

import pytest

from attnreport.tables.column import word_column
from attnreport.tables.marks import Interval, best_intervals, best_values, mark_notes, marked_column


def places(are_best: Sequence[bool]) -> list[int]:
    return [place for place, is_best in enumerate(are_best) if is_best]


@pytest.mark.parametrize(("higher_is_better", "best"), [(True, [2, 3]), (False, [0])])
def test_equal_values_share_the_mark(higher_is_better: bool, best: list[int]) -> None:
    assert places(best_values([1, 2, 3, 3], higher_is_better=higher_is_better)) == best


@pytest.mark.parametrize("values", [[1, None], [2, 2, None], [None], []])
def test_where_no_value_is_worse_none_is_the_best(values: list[float | None]) -> None:
    assert not any(best_values(values, higher_is_better=True))


@pytest.mark.parametrize(("higher_is_better", "best"), [(True, [1]), (False, [0])])
def test_an_interval_beyond_all_others_is_the_best(higher_is_better: bool, best: list[int]) -> None:
    intervals: list[Interval | None] = [(1, 2), (5, 6), None, (3, 4)]
    assert places(best_intervals(intervals, higher_is_better=higher_is_better)) == best


@pytest.mark.parametrize("other", [(1.9, 3.0), (2.0, 3.0), (0.5, 9.0)], ids=str)
def test_an_interval_that_touches_another_is_not_the_best(other: Interval) -> None:
    assert not any(best_intervals([(1.0, 2.0), other], higher_is_better=False))


@pytest.mark.parametrize("others", [[], [None]])
def test_a_single_interval_is_not_the_best_of_anything(others: list[Interval | None]) -> None:
    assert not any(best_intervals([(1.0, 2.0), *others], higher_is_better=False))


def test_the_note_names_the_basis_of_each_kind_of_mark_once() -> None:
    columns = [
        word_column("Method", ["a", "b"]),
        marked_column("Size", ["1", "2"], [True, False], basis="sizes by value"),
        marked_column("Depth", ["1", "2"], [True, False], basis="sizes by value"),
        marked_column("Score", ["1", "2"], [False, False], basis="scores by a test"),
    ]
    assert list(mark_notes(columns)) == [
        "Bold: shown to be the best (sizes by value, scores by a test)."
    ]


def test_where_nothing_is_bold_there_is_no_note() -> None:
    column = marked_column("Size", ["1", "1"], [False, False], basis="sizes by value")
    assert list(mark_notes([column])) == []
