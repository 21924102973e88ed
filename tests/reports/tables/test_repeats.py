"""A column that repeats another is named in its head instead of printed."""

import pytest

from attnreport.tables.column import Column, Field, number_column, word_column
from attnreport.tables.repeats import without_repeats


def heads(*columns: Column) -> list[str]:
    return [column.head for column in without_repeats(columns)]


def test_what_counters_agree_on_is_printed_once_for_all_of_them() -> None:
    texts = ["18.38M", "22.45M", "–"]
    columns = tuple(number_column(f"FLOPs ({name})", texts) for name in ("a", "b", "c"))
    (column,) = without_repeats(columns)
    assert column.head == "FLOPs (a, b, c)"
    assert [field.text for field in column.fields] == texts
    assert column.stands_for == columns


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("Top-1", "Top-1 at best validation", "Top-1, also at best validation (%)"),
        ("Top-1", "Top-5", "Top-1, Top-5 (%)"),
        ("mAP (0.5)", "mAP (0.75)", "mAP (0.5, 0.75) (%)"),
    ],
)
def test_other_columns_are_joined_by_their_names_with_one_unit(
    first: str, second: str, both: str
) -> None:
    columns = [number_column(name, ["90.67", "91.00"], unit="%") for name in (first, second)]
    assert heads(word_column("Method", ["a", "b"]), *columns) == ["Method", both]


@pytest.mark.parametrize(
    "other",
    [
        number_column("Other", ["1", "3"], unit="%"),
        number_column("Other", ["1", "2"], unit="ms"),
        number_column("Other", ["1", "2"], unit="%", continues=True),
        Column(name="Other", unit="%", fields=(Field(text="1", is_best=True), Field(text="2"))),
    ],
    ids=["value", "unit", "continues another", "mark"],
)
def test_what_differs_is_printed(other: Column) -> None:
    assert heads(number_column("One", ["1", "2"], unit="%"), other) == ["One (%)", other.head]


def test_words_and_columns_without_any_number_stay() -> None:
    names = [word_column(name, ["a"]) for name in ("Method", "Backbone")]
    empty = [number_column(name, ["–"]) for name in ("#.Param.", "FLOPs")]
    assert heads(*names, *empty) == ["Method", "Backbone", "#.Param.", "FLOPs"]
