"""CSV and JSON carry exact numbers, and text that no program runs."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table
from attnreport.record import NULL_ROW, AnyRecord, CostRecord, ScoreKind, TrainRecord
from attnreport.tables.plain import render_csv, render_json
from attnreport.tables.table import Table

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

HOSTILE = {
    "pipe": "a|b",
    "comma": "a,b",
    "quote": 'a"b',
    "newline": "a\nb",
    "carriage return": "a\rb",
    "html": "<script>",
    "formula": "=cmd()",
    "plus": "+1",
    "minus": "-1",
    "at": "@SUM(1)",
    "formula after a space": " =cmd()",
    "formula after a tab": "\t=cmd()",
    "rich markup": "[bold]",
    "backtick": "`a`",
    "star": "*a*",
    "backslash": "a\\",
}
on_hostile_texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)

counts = st.none() | st.integers(0, 10**15)


def csv_rows(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv(table), newline="")))


def json_rows(table: Table) -> list[dict[str, object]]:
    """The rows of strict JSON: NaN and Infinity fail the test."""
    rows = json.loads(render_json(table), parse_constant=pytest.fail)["rows"]
    assert isinstance(rows, list)
    return rows


def labelled(make_cost: MakeCost, label: str) -> Table:
    records = [make_cost("baseline"), replace(make_cost("ema"), label=label)]
    return comparison_table(compare(records, ["baseline", "ema"]))


def of_params(make_cost: MakeCost, params: Sequence[int | None]) -> Table:
    """A table of the baseline and modules with these parameters."""
    names = ["baseline", *(f"module{index}" for index in range(len(params)))]
    records = [
        replace(make_cost("ema"), variant=name, label=name, params=count)
        for name, count in zip(names, [1, *params], strict=True)
    ]
    return comparison_table(compare(records, names))


def test_json_has_title_rows_and_notes(variants: Sequence[str], table: Table) -> None:
    content = json.loads(render_json(table))
    assert list(content) == ["title", "rows", "notes", "cautions"]
    assert {"row": "EMA", "kind": "counter failed"}.items() <= content["cautions"][0].items()
    assert content["notes"] == list(table.notes)
    assert [row["variant"] for row in content["rows"]] == [*variants, NULL_ROW]


def ends(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"


def test_every_row_has_every_column_with_its_unit(table: Table) -> None:
    columns = (
        *("variant", "label", "backbone"),
        *("params", "macs_torch", "macs_fvcore", "macs_thop", "activations"),
        *("elementwise", "bytes_moved"),
        *(*ends("throughput_per_s"), *ends("throughput_ratio"), "throughput_rounds"),
        *(*ends("latency_ms"), *ends("latency_ratio"), "latency_rounds"),
        *(*ends("train_step_ms"), *ends("train_step_ratio"), "train_step_rounds"),
        *("peak_forward_bytes", "peak_train_step_bytes"),
        *("seeds", "top1_percent_mean", "top1_percent_sd"),
        *("top1_at_best_validation_percent_mean", "top1_at_best_validation_percent_sd"),
        *("top5_percent_mean", "top5_percent_sd"),
        *("top1_difference", "top1_difference_low", "top1_difference_high"),
        *("top1_difference_seeds", "top1_hedges_g"),
        *("pareto_best", "budget"),
    )
    assert {tuple(row) for row in csv_rows(table)} == {columns}
    assert {tuple(row) for row in json_rows(table)} == {columns}


def test_counts_are_exact_integers_in_both(
    make_cost: MakeCost, variants: Sequence[str], table: Table
) -> None:
    params = [make_cost(variant).params for variant in variants]
    assert [repr(row["params"]) for row in json_rows(table)][:-1] == list(map(repr, params))
    assert [row["params"] for row in csv_rows(table)][:-1] == list(map(str, params))


@given(st.lists(counts, min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_any_counts_come_back_exactly_and_none_stays_none(
    make_cost: MakeCost, params: list[int | None]
) -> None:
    table = of_params(make_cost, params)
    assert [row["params"] for row in json_rows(table)] == [1, *params]
    texts = ["" if count is None else str(count) for count in params]
    assert [row["params"] for row in csv_rows(table)] == ["1", *texts]


def test_what_was_not_measured_is_null_in_json_and_empty_in_csv(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    table = comparison_table(compare(make_study(1), variants))
    ema_json, ema_csv = json_rows(table)[1], csv_rows(table)[1]
    null_json, null_csv = json_rows(table)[-1], csv_rows(table)[-1]
    assert (ema_json["macs_fvcore"], ema_csv["macs_fvcore"]) == (None, "")
    assert (ema_json["top1_percent_sd"], ema_csv["top1_percent_sd"]) == (None, "")
    assert (null_json["params"], null_csv["params"]) == (None, "")
    assert (null_json["seeds"], null_csv["seeds"]) == (None, "")


def test_a_measured_zero_is_not_taken_for_missing(make_cost: MakeCost) -> None:
    table = of_params(make_cost, [0, None])
    assert [row["params"] for row in json_rows(table)] == [1, 0, None]
    assert [row["params"] for row in csv_rows(table)] == ["1", "0", ""]


def test_a_ratio_without_interval_is_null_at_its_ends(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    baseline = json_rows(comparison_table(compare(make_study(1), variants)))[0]
    ends = [baseline[f"throughput_ratio{end}"] for end in ("", "_low", "_high")]
    assert ends == [1, None, None]


def test_floats_are_not_rounded(make_train: MakeTrain) -> None:
    run = replace(make_train("baseline", 0), scores={"top1": (100 / 3,)})
    table = comparison_table(compare([run], ["baseline"]))
    assert json_rows(table)[0]["top1_percent_mean"] == 100 / 3
    assert float(csv_rows(table)[0]["top1_percent_mean"]) == 100 / 3


def test_nothing_measured_is_valid_json_and_csv() -> None:
    table = comparison_table(compare([], ["baseline", "ema"]))
    assert [row["backbone"] for row in json_rows(table)] == [None, None]
    assert [row["backbone"] for row in csv_rows(table)] == ["", ""]


@on_hostile_texts
def test_hostile_labels_survive_exactly_in_json(text: str, make_cost: MakeCost) -> None:
    assert json_rows(labelled(make_cost, text))[1]["label"] == text


@given(st.text())
@settings(max_examples=30, deadline=None)
def test_any_label_survives_exactly_in_json(make_cost: MakeCost, text: str) -> None:
    assert json_rows(labelled(make_cost, text))[1]["label"] == text


@on_hostile_texts
def test_hostile_labels_stay_in_their_cell_of_a_csv(text: str, make_cost: MakeCost) -> None:
    row = csv_rows(labelled(make_cost, text))[1]
    assert row["label"].removeprefix("'") == " ".join(text.split())
    assert row["backbone"] == "resnet50"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t+", "\r-", "\n@"], ids=repr)
def test_text_that_a_spreadsheet_would_run_is_guarded(start: str, make_cost: MakeCost) -> None:
    row = csv_rows(labelled(make_cost, f"{start}1+1"))[1]
    assert row["label"] == f"'{start.strip()}1+1"


@pytest.mark.parametrize("text", ["EMA", "a=b", "1+1", "a@b", "'a"])
def test_other_text_is_not_guarded(text: str, make_cost: MakeCost) -> None:
    assert csv_rows(labelled(make_cost, text))[1]["label"] == text


def test_negative_numbers_are_not_guarded() -> None:
    frame = pd.DataFrame([{"variant": "baseline", "change": -0.5}])
    table = Table(title="", columns=(), notes=(), frame=frame)
    assert csv_rows(table)[0]["change"] == "-0.5"


def test_a_csv_column_named_like_a_formula_is_guarded(make_train: MakeTrain) -> None:
    run = replace(
        make_train("baseline", 0),
        score_kinds=(ScoreKind(name="=cmd()", head="=cmd()"),),
        scores={"=cmd()": (1.0,)},
        validation_scores={},
    )
    assert "'=cmd()_percent_mean" in csv_rows(comparison_table(compare([run], ["baseline"])))[0]


@on_hostile_texts
def test_a_csv_has_one_line_a_row(text: str, make_cost: MakeCost) -> None:
    assert len(render_csv(labelled(make_cost, text)).splitlines()) == 3
