"""A table that is too wide is split between columns, never inside of one."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.column_groups import split
from attnreport.tables.table import Table

PAPER = ("#.Param., paper (M)", "ours (M)", "Verdict", "Top-1, paper (%)", "ours (%)", "Δ (points)")
CONTINUING = {"ours (M)", "Verdict", "ours (%)", "Δ (points)", "× baseline"}
WORDS = {"Method", "Backbone", "Gives", "Module", "Setting", "Verdict"}
NAMED = st.sampled_from([("Method",), ("Method", "Backbone"), ("Gives", "Module", "Setting")])
OTHERS = st.lists(
    st.sampled_from([*PAPER, "× baseline", "Latency (× baseline)", "Seeds"]), max_size=9
)
SIZES = st.integers(1, 15)


def table_of(heads: Sequence[str]) -> Table:
    columns = tuple(column(head, f"{number}") for number, head in enumerate(heads))
    return Table(title="Title", columns=columns, notes=(), frame=pd.DataFrame())


def column(head: str, text: str) -> Column:
    make = word_column if head in WORDS else number_column
    return make(head, [text], continues=head in CONTINUING)


def split_at(heads: Sequence[str], columns: int) -> list[tuple[str, ...]]:
    """The heads of each group where a number of columns fit beside each other."""
    return [
        group.heads for group in split(table_of(heads), lambda part: len(part.heads) <= columns)
    ]


def test_a_table_that_fits_stays_whole() -> None:
    assert split_at(("Method", *PAPER), 7) == [("Method", *PAPER)]


def test_what_is_ours_stays_beside_what_the_paper_prints() -> None:
    names = ("Method", "Backbone")
    assert split_at((*names, *PAPER), 7) == [(*names, *PAPER[:3]), (*names, *PAPER[3:])]


def test_names_are_repeated_as_far_as_they_leave_room() -> None:
    heads = ("Gives", "Module", "Setting", "FLOPs", "#.Param.")
    assert split_at(heads, 4) == [(*heads[:3], "FLOPs"), (*heads[:3], "#.Param.")]
    assert split_at(heads, 3) == [heads[:3], (*heads[:2], "FLOPs"), (*heads[:2], "#.Param.")]


def test_where_groups_are_read_on_a_name_of_the_first_row_alone_is_not_repeated() -> None:
    columns = (
        word_column("Method", ["a", "b"]),
        word_column("Study", ["one", "two"]),
        word_column("Backbone", ["x", ""]),
        number_column("Seeds", ["1", "2"]),
        number_column("FLOPs", ["3", "4"]),
    )
    table = Table(title="Title", columns=columns, notes=(), frame=pd.DataFrame())
    groups = split(table, lambda part: len(part.heads) <= 4, is_read_on=True)
    assert [group.heads for group in groups] == [
        ("Method", "Study", "Backbone", "Seeds"),
        ("Method", "Study", "FLOPs"),
    ]


def test_a_family_without_room_is_split_rather_than_broken() -> None:
    assert split_at(("Method", *PAPER[:3]), 2) == [
        ("Method", *PAPER[:1]),
        ("Method", *PAPER[1:2]),
        ("Method", *PAPER[2:3]),
    ]


def test_a_column_that_stands_alone_is_shown_though_it_does_not_fit() -> None:
    assert split_at(("Method",), 0) == [("Method",)]


@given(NAMED, OTHERS, SIZES)
def test_every_name_is_shown_and_every_number_once_in_its_order(
    names: tuple[str, ...], others: list[str], columns: int
) -> None:
    table = table_of((*names, "Seeds", *others))
    groups = split(table, lambda part: len(part.heads) <= columns)
    shown = [int(field.text) for group in groups for field in group.rows[0]]
    assert set(shown) == set(range(len(table.heads)))
    numbers = [column for column in shown if column >= len(names)]
    assert numbers == list(range(len(names), len(table.heads)))
    assert all(group.heads[0] == names[0] for group in groups)


@given(NAMED, OTHERS, st.integers(2, 15))
def test_every_group_fits_where_any_column_fits_beside_the_first(
    names: tuple[str, ...], others: list[str], columns: int
) -> None:
    assert all(len(group) <= columns for group in split_at((*names, *others), columns))


@given(NAMED, OTHERS, SIZES)
def test_no_group_starts_with_a_column_that_continues_another(
    names: tuple[str, ...], others: list[str], columns: int
) -> None:
    heads = ("Seeds", *others)
    starts = [place for place, head in enumerate(heads) if head not in CONTINUING]
    longest = max(end - start for start, end in pairwise([*starts, len(heads)]))
    assume(1 + longest <= columns)
    groups = split_at((*names, *heads), columns)
    firsts = [next((head for head in group if head not in names), "") for group in groups]
    assert not CONTINUING & set(firsts)
