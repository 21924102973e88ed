"""GitHub's runner reads one annotation a line, and nothing else in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.annotations import MOST_OF_A_KIND, render
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]

ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str) -> str:
    for escape, character in ESCAPES.items():
        text = text.replace(escape, character)
    return text


def read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner makes of lines: a command, its properties and its data."""
    commands = []
    for line in text.splitlines():
        _, command, data = line.split("::", 2)
        name, _, properties = command.partition(" ")
        pairs = (pair.split("=", 1) for pair in properties.split(","))
        commands.append((name, {key: unescaped(value) for key, value in pairs}, unescaped(data)))
    return commands


def test_verdicts_become_errors_warnings_and_notices(report: RegressionReport) -> None:
    commands = read(render(report))
    assert [command for command, _, _ in commands] == ["error"] * 5 + ["warning"] * 2 + [
        "notice"
    ] * 2
    assert commands[0] == (
        "error",
        {"title": "regressed: EMA Latency"},
        "12.10 ms before, 12.84 ms after, ▲ +6.1 % [+4.0, +8.2] worse. 2 sessions of 4 blocks "
        "each, t interval at 99 %, least effect 3 %",
    )
    assert commands[6] == (
        "warning",
        {"title": "refused"},
        "times of training memory: the machines differ",
    )


def test_where_all_is_well_nothing_is_said(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    findings = (make_finding("ema", "params"), make_finding("ema", "latency", Verdict.NEW))
    assert render(make_report(*findings)) == ""


@pytest.mark.parametrize("number", [MOST_OF_A_KIND, MOST_OF_A_KIND + 1, 40])
def test_of_a_kind_there_are_ten_of_which_the_last_counts_the_rest(
    make_finding: MakeFinding, make_report: MakeReport, number: int
) -> None:
    worse = [make_finding(f"row{i}", "params", Verdict.REGRESSED) for i in range(number)]
    noisy = [make_finding(f"row{i}", "latency", Verdict.TOO_NOISY) for i in range(3)]
    commands = read(render(make_report(*worse, *noisy)))
    errors = [finding for finding in commands if finding[0] == "error"]
    assert len(errors) == MOST_OF_A_KIND
    assert len(commands) == MOST_OF_A_KIND + 3
    text = " ".join(properties["title"] + data for _, properties, data in errors)
    assert all(f"ROW{i} " in text for i in range(number))
    counted = f"{number - MOST_OF_A_KIND + 1} more"
    assert (errors[-1][1]["title"] == counted) is (number > MOST_OF_A_KIND)


@pytest.mark.parametrize(
    "text", ["a\n::add-mask::b", "a,line=1", "a::b", "100 %0A", "\x1b[31m\x00", "a|b", "<script>"]
)
def test_hostile_texts_give_no_other_command(report: RegressionReport, text: str) -> None:
    findings = tuple(replace(finding, label=text, reason=text) for finding in report.findings)
    commands = read(render(replace(report, findings=findings, refused=(text,))))
    assert [command for command, _, _ in commands] == ["error"] * 5 + ["warning"] * 2 + [
        "notice"
    ] * 2
    assert all(set(properties) == {"title"} for _, properties, _ in commands)
    seen = "".join(item for item in " ".join(text.split()) if item.isprintable())
    assert commands[0][1]["title"] == f"regressed: {seen} Latency"
    assert commands[0][2].endswith(seen)
