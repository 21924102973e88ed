"""A user chooses columns by their keys."""

from dataclasses import replace

import pandas as pd
import pytest

from attnreport.tables.choice import NoSuchColumn, choose_columns
from attnreport.tables.column import number_column
from attnreport.tables.plain import render_csv, render_json
from attnreport.tables.repeats import without_repeats
from attnreport.tables.table import Table


def test_the_columns_are_those_that_were_chosen_in_their_order(table: Table) -> None:
    chosen = choose_columns(table, ["method", "top1", "macs", "params", "latency"])
    assert chosen.heads == (
        *("Method", "Top-1 (%)", "FLOPs (torch)", "#.Param.", "Latency (× baseline)"),
    )
    assert chosen.rows[1][1] == table.rows[1][table.heads.index("Top-1 (%)")]


def test_a_column_is_shown_once_however_often_it_is_named(table: Table) -> None:
    assert choose_columns(table, ["method", "params", "params"]).heads == ("Method", "#.Param.")


def test_exact_numbers_stay_complete(table: Table) -> None:
    chosen = choose_columns(table, ["method", "params"])
    assert render_csv(chosen) == render_csv(table)
    assert render_json(chosen) == render_json(table)


def test_every_column_can_be_chosen(table: Table) -> None:
    keys = [column.key for column in table.columns]
    assert choose_columns(table, keys).heads == table.heads


def test_of_columns_that_are_printed_as_one_each_can_be_chosen_by_itself() -> None:
    printed = without_repeats(
        replace(number_column(name, ["1"], key=name.lower()), quantity="score")
        for name in ("Last", "Best")
    )
    table = Table(title="", columns=printed, notes=(), frame=pd.DataFrame())
    assert table.heads == ("Last, Best",)
    assert choose_columns(table, ["best"]).heads == ("Best",)
    assert choose_columns(table, ["best", "last"]).heads == ("Best", "Last")


def test_an_unknown_column_is_refused_with_those_that_there_are(table: Table) -> None:
    with pytest.raises(NoSuchColumn) as refusal:
        choose_columns(table, ["method", "top3"])
    assert str(refusal.value) == (
        "columns must be some of method, backbone, params, macs, macs_fvcore, macs_thop, "
        "throughput, latency, memory, top1, top5, top1_at_best_validation (got 'method,top3')"
    )
