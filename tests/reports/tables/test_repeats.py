"""A column that repeats another one of its quantity is named in its head instead of printed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.marks import marked_column
from attnreport.tables.repeats import without_repeats

ONE = number_column("One", ["1", "2"], unit="%")


def of_one_quantity(*names: str, texts: Sequence[str] = ("90.67", "91.00")) -> list[Column]:
    columns = [number_column(name, texts, unit="%") for name in names]
    return [replace(column, quantity="quantity") for column in columns]


def test_what_counters_agree_on_is_printed_once_for_all_of_them() -> None:
    texts = ["18.38M", "22.45M", "–"]
    columns = of_one_quantity("FLOPs (a)", "FLOPs (b)", "FLOPs (c)", texts=texts)
    (column,) = without_repeats(columns)
    assert column.name == "FLOPs (a, b, c)"
    assert [field.text for field in column.fields] == texts
    assert column.stands_for == tuple(columns)


@pytest.mark.parametrize(
    ("names", "head"),
    [
        (("Top-1", "Top-1 at best validation"), "Top-1, also at best validation (%)"),
        (("mAP (0.5)", "mAP (0.5) at best"), "mAP (0.5), also at best (%)"),
        (("Top-1", "Best"), "Top-1, Best (%)"),
    ],
)
def test_names_are_joined_before_their_unit(names: Sequence[str], head: str) -> None:
    columns = without_repeats([word_column("Method", ["a", "b"]), *of_one_quantity(*names)])
    assert [column.head for column in columns] == ["Method", head]


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, name="Other", quantity="another"),
        replace(number_column("Other", ["1", "3"], unit="%"), quantity="one"),
        marked_column("Other", ["1", "2"], [True, False], basis="", quantity="one"),
    ],
    ids=["quantity", "value", "mark"],
)
def test_what_differs_is_printed(other: Column) -> None:
    columns = [replace(ONE, quantity="one"), other]
    assert without_repeats(columns) == tuple(columns)


def test_columns_of_no_quantity_stay_whatever_they_show() -> None:
    columns = (word_column("Method", ["a"]), word_column("Backbone", ["a"]), ONE, ONE)
    assert without_repeats(columns) == columns
