"""Rows that are called alike get their file into their name; unknown names have near ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.rows import summarize
from attnreport.comparison.trace.explain import NoSuchField, explain
from attnreport.names import home_of, near_names, near_rows, tell_apart
from attnreport.record import AnyRecord, CostRecord, newest

MINE = "own/EMA.py:EMA"


@pytest.mark.parametrize(
    ("variant", "home"),
    [
        ("ema(groups=8)", ""),
        ("own/EMA.py:EMA(groups=8)", "own/EMA.py"),
        ("C:\\work\\a.py:EMA", "C:\\work\\a.py"),
        ('"my models/attn (v2).py:EMA"(site="a:b")', "my models/attn (v2).py"),
        ("net.blocks.attn:EMA(C,8)", "net.blocks.attn"),
    ],
)
def test_the_home_of_a_module_is_what_stands_before_its_name(variant: str, home: str) -> None:
    assert home_of(variant) == home


def test_names_that_differ_stay_as_they_are() -> None:
    labels = {"ema": "EMA", "ema(groups=8)": "EMA (groups=8)", "mine.py:Gate": "Gate"}
    assert tell_apart(labels) == labels


def test_names_that_are_alike_get_their_files() -> None:
    labels = {"ema": "EMA", MINE: "EMA", "v1/a.py:A": "A", "v2/a.py:A": "A"}
    expected = ["EMA", "EMA (own/EMA.py)", "A (v1/a.py)", "A (v2/a.py)"]
    assert list(tell_apart(labels).values()) == expected


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("emma", ["EMA"]),
        ("CBAM", ["cbam(reduction=8,spatial=off)"]),
        ("ema(groups=8)", ["EMA"]),
        ("reduction", ["cbam(reduction=8,spatial=off)"]),
        ("xyz", []),
        ("", []),
    ],
    ids=["spelt alike", "without options", "with other options", "a part", "nothing", "empty"],
)
def test_near_names_are_spelt_alike_or_have_the_name_in_them(name: str, near: list[str]) -> None:
    known = ("EMA", "cbam(reduction=8,spatial=off)", "Baseline")
    assert near_names(name, known) == near


def test_near_rows_are_named_as_they_were_meant_and_once_each() -> None:
    labels = {"ema(groups=16)": "EMA_16", "ema": "EMA_32", "ema(cross_spatial=off)": "EMA_no"}
    assert near_rows("EMA_61", labels)[0] == "EMA_16"
    assert near_rows("ema(groups=61)", labels)[0] == "ema(groups=16)"
    assert len(near_rows("ema_", labels)) == 3


@pytest.fixture
def records(make_cost: Callable[[str], CostRecord]) -> list[AnyRecord]:
    """A study of the catalogue's module and of one that is called like it."""
    named = {"baseline": "Baseline", "ema": "EMA", MINE: "EMA"}
    costs = [
        replace(make_cost("ema"), key=f"cost-{number}", variant=variant, label=label, params=number)
        for number, (variant, label) in enumerate(named.items())
    ]
    return newest(costs)


def test_rows_of_a_table_can_be_told_apart(records: Sequence[AnyRecord]) -> None:
    rows = summarize(records, ("baseline", "ema", MINE))
    assert [row.label for row in rows] == ["Baseline", "EMA", "EMA (own/EMA.py)"]


@pytest.mark.parametrize(
    ("field", "params"),
    [("ema:params", 1), (f"{MINE}:params", 2), ("+ EMA (own/EMA.py):params", 2)],
)
def test_a_field_is_explained_of_the_row_that_is_named(
    field: str, params: int, records: Sequence[AnyRecord]
) -> None:
    line, *_ = explain(records, ("baseline", "ema", MINE), field)
    assert line == f"{field}: {params}"


def test_a_name_of_two_rows_is_asked_about(records: Sequence[AnyRecord]) -> None:
    with pytest.raises(NoSuchField, match=rf"'EMA' may be ema or {MINE}; write which, as in ema:p"):
        list(explain(records, ("baseline", "ema", MINE), "EMA:params"))
