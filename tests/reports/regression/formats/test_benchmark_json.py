"""The list that github-action-benchmark reads: smaller is better, names are unique."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.benchmark_json import render
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]


def entries(report: RegressionReport) -> list[dict[str, object]]:
    content = json.loads(render(report), parse_constant=pytest.fail)
    assert isinstance(content, list)
    return content


def test_every_number_after_is_there_under_its_own_name(report: RegressionReport) -> None:
    written = entries(report)
    by_name = {finding["name"]: finding for finding in written}
    assert len(by_name) == len(written) == 11
    assert by_name["ema: Latency"] == {
        "name": "ema: Latency",
        "unit": "ms",
        "value": 12.841,
        "range": "▲ +6.1 % [+4.0, +8.2] worse",
        "extra": "regressed. 12.10 ms before, 12.84 ms after, ▲ +6.1 % [+4.0, +8.2] worse. "
        "2 sessions of 4 blocks each, t interval at 99 %, least effect 3 %",
    }
    assert by_name["ema: Memory, inference"]["value"] == 108.8
    assert "range" not in by_name["ema: FLOPs (fvcore)"]


def test_entries_have_the_types_that_the_action_wants(report: RegressionReport) -> None:
    for entry in entries(report):
        value, texts = entry.pop("value"), list(entry.values())
        assert isinstance(value, int | float)
        assert all(isinstance(text, str) for text in texts)
        assert {"name", "unit"} <= set(entry) <= {"name", "unit", "range", "extra"}


def test_a_score_in_percent_goes_in_as_error(report: RegressionReport) -> None:
    [entry] = [finding for finding in entries(report) if finding["unit"] == "% error"]
    assert entry["name"] == "ema: Score (top1)"
    assert entry["value"] == 10.1


def test_a_ratio_is_no_time(report: RegressionReport) -> None:
    [entry] = [finding for finding in entries(report) if finding["unit"] == "× baseline"]
    assert entry["name"] == "ema: Training step (× baseline)"
    assert entry["value"] == 1.371


@pytest.mark.parametrize("after", [None, float("nan"), float("inf")])
def test_what_is_no_number_is_left_out(
    make_finding: MakeFinding, make_report: MakeReport, after: float | None
) -> None:
    finding = make_finding("ema", "latency", Verdict.BROKEN, before=0.01, after=after)
    assert entries(make_report(finding)) == []


def test_outputs_are_left_out_since_less_of_them_is_not_better(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    assert entries(make_report(make_finding("ema", "output", before=1.0, after=1.0))) == []


@pytest.mark.parametrize("text", ["a|b", "`a`", "a\nb", "\x1b\x00", '"', "</script>", "=cmd()"])
def test_hostile_names_stay_names_and_out_of_the_actions_table(
    report: RegressionReport, text: str
) -> None:
    findings = tuple(replace(finding, row=text) for finding in report.findings)
    names = [str(finding["name"]) for finding in entries(replace(report, findings=findings))]
    assert len(set(names)) == len(names) == 11
    assert all(name.isprintable() and not {"|", "`"} & set(name) for name in names)
