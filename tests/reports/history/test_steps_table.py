"""The table names what stepped, by how much, and the first run after it."""

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest
from markdown_it import MarkdownIt

from attnreport.history.entry import Entry
from attnreport.history.figure import Figure
from attnreport.history.series import series_of
from attnreport.history.steps import stepped
from attnreport.history.steps_table import steps_table
from attnreport.tables import console, markdown, plain
from attnreport.tables.table import Table

MakeEntry = Callable[..., Entry]

HOSTILE = "a|b\n<script>x</script> ::error:: ]]> \x1b[31m"


def table_of(entries: Sequence[Entry], left_out: Sequence[str] = ()) -> Table:
    return steps_table([stepped(series) for series in series_of(entries)], entries, left_out)


def figures(run: int, name: str = "EMA") -> list[Figure]:
    params, ratio = 100 + 86 * (run >= 7), 1.1 if run < 4 else 1.21
    return [
        Figure(row="ema", label=name, metric="latency", is_ratio=True, value=ratio),
        Figure(row="ema", label=name, metric="params", value=params),
        Figure(row="eca", label="ECA", metric="score", detail="top1", value=80.0),
    ]


@pytest.fixture
def entries(make_entry: MakeEntry) -> list[Entry]:
    return [make_entry(run, figures(run)) for run in range(10)]


def shown(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_steps_stand_in_order_of_time_with_the_first_run_after_each(entries: list[Entry]) -> None:
    table = table_of(entries)
    assert table.title == "2 changes in 3 series of 10 runs"
    slower, larger = shown(table)
    assert slower[:3] == ["EMA", "Latency (× baseline)", "004c0ff, 2026-01-06 (run 5)"]
    assert slower[3:] == ["1.100", "1.210", "+10.0 %, worse"]
    assert larger[:3] == ["EMA", "#.Param.", "007c0ff, 2026-01-09 (run 8)"]
    assert larger[3:] == ["100", "186", "+86, worse"]


def test_the_frame_has_exact_numbers(entries: list[Entry]) -> None:
    first = table_of(entries).frame.iloc[0]
    assert (first["row"], first["metric"], first["run"], first["is_ratio"]) == (
        "ema",
        "latency",
        5,
        True,
    )
    assert first["commit"] == entries[4].commit
    assert first["share"] == pytest.approx(0.1)


def test_without_a_step_the_title_says_so_in_every_format(entries: list[Entry]) -> None:
    table = table_of(entries[:4])
    assert table.title == "No change in 3 series of 4 runs"
    assert console.text(table, 80).startswith("No change in 3 series of 4 runs\n- 4 runs from")
    assert "### No change in 3 series" in markdown.render(table)
    assert json.loads(plain.render_json(table))["rows"] == []
    assert len(plain.render_csv(table).splitlines()) == 1


def test_notes_say_the_runs_what_was_left_out_and_what_is_too_short(entries: list[Entry]) -> None:
    notes = table_of(entries[:4], ["Left out: line 3."]).notes
    assert notes[0] == "4 runs from 2026-01-02 to 2026-01-05 on AMD."
    assert "2 series of fewer than 6 runs cannot show a change yet." in notes
    assert notes[-1] == "Left out: line 3."


def test_several_machines_have_a_column(make_entry: MakeEntry) -> None:
    runs = [make_entry(run, figures(run // 2), machine="AB"[run % 2]) for run in range(20)]
    table = table_of(runs)
    assert table.heads[-1] == "Machine"
    assert [row[-1] for row in shown(table)] == ["A", "B", "all"]
    assert "on A; B." in table.notes[0]


@pytest.fixture
def hostile(make_entry: MakeEntry) -> Table:
    return table_of(
        [make_entry(run, figures(run, HOSTILE), machine=HOSTILE) for run in range(10)],
        [f"Left out: {HOSTILE}."],
    )


def test_hostile_names_are_text_in_markdown(hostile: Table) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown.render(hostile))
    assert html.count("<tr>") == 3
    assert html.count("<td ") == 12
    assert "<script>" not in html


def test_hostile_names_are_text_in_csv_json_and_on_a_terminal(hostile: Table) -> None:
    rows = list(csv.DictReader(io.StringIO(plain.render_csv(hostile))))
    assert [row["row"] for row in rows] == ["ema", "ema"]
    assert len(json.loads(plain.render_json(hostile))["rows"]) == 2
    assert "\x1b" not in console.text(hostile, 200)
