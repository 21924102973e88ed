"""The table of the findings goes through every writer of tables, hostile texts included."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.findings_table import (
    EXACT,
    MOST_SHOWN,
    brief_table,
    findings_table,
)
from attnreport.regression.report import RegressionReport
from attnreport.tables import console, markdown, plain

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]

HOSTILE = ("a|b", "a\nb", "<script>", "=cmd()", "::error::x", "]]>", "\x1b[31m\x00", "[bold]")


def rows_of(report: RegressionReport) -> list[dict[str, str]]:
    text = plain.render_csv(findings_table(report))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_verdict_comes_first_and_then_the_worst(report: RegressionReport) -> None:
    table = findings_table(report)
    assert table.title.startswith("Verdict: regressed. 3 of 14 measurements got worse")
    assert table.heads == ("Row", "What", "Before", "After", "Change", "Verdict")
    assert [cell.text for cell in table.rows[0]] == [
        "EMA",
        "Latency",
        "12.10 ms",
        "12.84 ms",
        "▲ +6.1 % [+4.0, +8.2] worse",
        "regressed",
    ]
    assert table.rows[-1][-1].text == "ok"


def test_notes_say_what_was_refused_why_and_on_what_conditions(report: RegressionReport) -> None:
    notes = findings_table(report).notes
    assert notes[0] == "Refused: times of training memory: the machines differ"
    assert notes[1].startswith("EMA Latency, regressed: 2 sessions")
    assert notes[-3:] == (
        "Before: origin/main, commit 0123456789ab, measured 2026-01-02T03:04:05+00:00, "
        "Example CPU, 8 cores, 1 thread",
        "After: working tree, commit unknown",
        "rules: params exact; latency 3 % at level 0.01",
    )


def test_every_field_of_a_finding_has_an_exact_column(report: RegressionReport) -> None:
    rows = rows_of(report)
    assert len(rows) == len(report.findings)
    assert list(rows[0]) == list(EXACT)
    fields = set(Finding.__dataclass_fields__)
    assert fields <= set(EXACT)
    assert rows[0]["before"] == "0.012104"
    assert rows[0]["is_of_ratio"] == "False"
    assert rows[2]["after"] == ""


def test_json_stays_strict_where_a_number_is_none(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    broken = make_finding(
        "ema", "latency", Verdict.BROKEN, before=0.0, after=float("nan"), change=float("inf")
    )
    text = plain.render_json(findings_table(make_report(broken)))
    [row] = json.loads(text, parse_constant=pytest.fail)["rows"]
    assert (row["before"], row["after"], row["change"]) == (0, None, None)


def test_nothing_compared_is_a_table_that_says_so(make_report: MakeReport) -> None:
    table = findings_table(make_report())
    assert table.rows == ()
    assert table.title == "Verdict: nothing was compared. No measurements"
    assert plain.render_csv(table) == ",".join(EXACT) + "\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_in_their_cells(report: RegressionReport, text: str) -> None:
    findings = tuple(
        replace(finding, row=text, label=text, reason=text) for finding in report.findings
    )
    hostile = replace(report, findings=findings, refused=(text,), notes=(text,))
    rows = rows_of(hostile)
    assert {len(row) for row in rows} == {len(EXACT)}
    assert {row["verdict"] for row in rows} == {str(finding.verdict) for finding in findings}
    assert not rows[0]["label"].startswith(("=", "+", "-", "@"))
    table = findings_table(hostile)
    assert markdown.render(table).count("\n| ") == len(findings) + 2
    shown = console.text(table, 300)
    assert "\x1b" not in shown
    assert sum(line.startswith("│") for line in shown.splitlines()) == len(findings)


@pytest.mark.parametrize("width", [80, 140])
def test_the_console_breaks_no_number(report: RegressionReport, width: int) -> None:
    shown = console.text(findings_table(report), width)
    assert max(map(len, shown.splitlines())) <= width
    assert "▲ +6.1 % [+4.0, +8.2] worse" in shown
    assert "Output (128x16x16 evaluation)" in shown


def test_of_many_findings_a_terminal_shows_those_that_are_not_ok(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    fine = [make_finding(f"row{number}", "params") for number in range(MOST_SHOWN)]
    worse = make_finding("ema", "params", Verdict.REGRESSED, before=1.0, after=2.0, change=1.0)
    table = brief_table(make_report(*fine, worse))
    assert [row[0].text for row in table.rows] == ["EMA"]
    assert f"{MOST_SHOWN} measurements that are ok are left out here" in table.notes[0]
    assert table.notes[-1] == findings_table(make_report(*fine, worse)).notes[-1]
    assert len(brief_table(make_report(*fine)).rows) == MOST_SHOWN
