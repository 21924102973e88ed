"""A checkup as people and programs read it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from attnreport.checkup import console as checkup_console
from attnreport.checkup import markdown as checkup_markdown
from attnreport.checkup.checkup import Checkup, Finding, Result, render_json, summary, themes

EXPECTED = Path(__file__).parents[1] / "expected"

SOUND = Finding(
    check="shape",
    theme="maps",
    title="Keeps the shape",
    result=Result.PASSED,
    seen="(2, 64, 16, 16)",
)
FAULT = Finding(
    check="tiny",
    theme="maps",
    title="Takes tiny maps, or refuses them by name",
    result=Result.FAILED,
    seen="1x1: 256 x NaN in the output",
    meaning="The loss becomes NaN.",
    remedy="Pass correction=0.",
)
HINT = Finding(
    check="effect",
    theme="learning",
    title="Every parameter and buffer matters",
    result=Result.WARNED,
    seen="conv1.bias: no effect in training",
    meaning="The normalization behind it takes it away.",
    remedy="Leave it out (bias=False).",
)
LEFT_OUT = Finding(
    check="inductor",
    theme="capture",
    title="torch.compile's own code gives the same numbers",
    result=Result.SKIPPED,
    seen="takes up to a minute",
    remedy="Run the thorough checks to examine it.",
)


@pytest.fixture
def checkup() -> Checkup:
    return Checkup(
        module="mine.py:Mine(groups=2)",
        channels=64,
        height=16,
        width=8,
        device="cpu",
        torch="2.15.0",
        attnbench="0.1.0",
        findings=(SOUND, FAULT, HINT, LEFT_OUT),
    )


def sound(checkup: Checkup) -> Checkup:
    return replace(checkup, findings=(SOUND,))


def test_console_text_is_as_expected(checkup: Checkup) -> None:
    expected = (EXPECTED / "checkup.txt").read_text(encoding="utf-8")
    assert checkup_console.text(checkup, width=100) == expected


def test_nothing_in_it_acts_on_the_terminal(checkup: Checkup) -> None:
    loud = replace(FAULT, seen="\x1b[31mred\x1b[0m [bold]x[/bold]")
    text = checkup_console.text(replace(checkup, findings=(loud,)), width=100)
    assert "\x1b" not in text
    assert "[bold]x[/bold]" in text


def test_a_sound_module_is_called_sound(checkup: Checkup) -> None:
    text = checkup_console.text(sound(checkup), width=100)
    assert "1 passed." in text
    assert "Nothing is wrong." in text


def test_of_several_failures_the_first_is_fixed_first(checkup: Checkup) -> None:
    text = checkup_console.text(replace(checkup, findings=(FAULT, FAULT)), width=100)
    assert "fix the first, then run them again." in text


def test_markdown_has_the_failures_first_and_every_check_in_a_table(checkup: Checkup) -> None:
    html = MarkdownIt().enable("table").render(checkup_markdown.render(checkup))
    assert "<strong>tiny failed</strong>: 1x1: 256 x NaN in the output" in html
    assert html.index("Fix: Pass correction=0.") < html.index("<table>")
    assert html.count("<tr>") == 1 + len(checkup.findings)


def test_markdown_acts_on_nothing_that_a_module_says(checkup: Checkup) -> None:
    sly = replace(FAULT, seen="a | b <script> `c` **d**")
    html = (
        MarkdownIt()
        .enable("table")
        .render(checkup_markdown.render(replace(checkup, findings=(sly,))))
    )
    assert html.count("<td") == 4
    assert "<script>" not in html
    assert "<strong>d</strong>" not in html


def test_json_has_the_verdict_and_every_finding(checkup: Checkup) -> None:
    content = json.loads(render_json(checkup))
    assert (content["schema_version"], content["result"]) == (1, "failed")
    assert [finding["check"] for finding in content["findings"]] == [
        "shape",
        "tiny",
        "effect",
        "inductor",
    ]
    assert content["findings"][1]["remedy"] == "Pass correction=0."
    assert json.loads(render_json(sound(checkup)))["result"] == "passed"


def test_a_warning_fails_nothing(checkup: Checkup) -> None:
    assert checkup.failed == (FAULT,)
    assert replace(checkup, findings=(SOUND, HINT)).failed == ()


def test_its_text_says_what_failed_for_an_assertion(checkup: Checkup) -> None:
    lines = str(checkup).splitlines()
    assert lines[0] == "mine.py:Mine(groups=2): 1 passed, 1 warned, 1 failed, 1 skipped"
    assert lines[1] == (
        "tiny failed: 1x1: 256 x NaN in the output. The loss becomes NaN. Pass correction=0."
    )
    assert len(lines) == 3


def test_findings_are_grouped_by_theme_in_their_order() -> None:
    groups = themes((SOUND, HINT, FAULT))
    assert {theme: [finding.check for finding in group] for theme, group in groups.items()} == {
        "maps": ["shape", "tiny"],
        "learning": ["effect"],
    }


def test_no_checks_are_called_so() -> None:
    assert summary(()) == "no checks"
