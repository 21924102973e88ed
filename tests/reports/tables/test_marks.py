"""The best is what its column says is better, and rows that print alike share it."""

import pytest

from attnreport.tables.marks import marked

TEXTS = ["1.0", "2.0", "3.0", "3.0"]
VALUES = [1.0, 2.0, 2.96, 3.04]


def best(*args: object, **kwargs: object) -> list[int]:
    fields = marked(*args, **kwargs)  # type: ignore[arg-type]  # passed on
    return [index for index, field in enumerate(fields) if field.is_best]


@pytest.mark.parametrize(
    ("higher_is_better", "first", "second"), [(True, [2, 3], [1]), (False, [0], [1])]
)
def test_the_best_follows_the_direction(
    higher_is_better: bool, first: list[int], second: list[int]
) -> None:
    fields = marked(TEXTS, VALUES, higher_is_better=higher_is_better)
    assert [field.text for field in fields] == TEXTS
    assert [index for index, field in enumerate(fields) if field.is_best] == first
    assert [index for index, field in enumerate(fields) if field.is_second] == second


def test_what_does_not_compete_is_not_marked_though_it_prints_like_the_best() -> None:
    assert best(TEXTS, [1.0, 2.0, 2.96, None], higher_is_better=True) == [2]


def test_a_single_value_is_not_the_best_of_anything() -> None:
    assert best(["1", "–"], [1.0, None], higher_is_better=True) == []


def test_each_group_has_a_best_of_its_own() -> None:
    texts = ["1", "2", "8", "9"]
    values = [1.0, 2.0, 8.0, 9.0]
    assert best(texts, values, higher_is_better=True, groups=["a", "a", "b", "b"]) == [1, 3]


def test_what_has_to_be_alike_may_be_a_part_of_the_text() -> None:
    texts = ["3.0 ± 0.1", "3.0 ± 0.2", "1.0 ± 0.1"]
    printed = ["3.0", "3.0", "1.0"]
    assert best(texts, [3.0, 3.01, 1.0], higher_is_better=True, printed=printed) == [0, 1]
