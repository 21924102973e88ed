"""The comment says the verdict first, folds the rest, fits, and acts on nobody."""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.comment import MARKER, MOST_CHARACTERS, render
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]

HOSTILE = {
    "pipe": "a|b",
    "row": "a |\n| b | c",
    "html": "<script>alert(1)</script>",
    "end of details": "</details>",
    "comment": "<!-- a -->",
    "image": "![a](https://example.org/a.png)",
    "mention": "@octocat @org/team",
    "reference": "#12 a/b#12 GH-12",
    "link": "https://example.org www.example.org a@example.org",
    "formula": "$x$ $$y$$ $`z`$",
    "entity": "&#64;octocat",
    "code": "`a` ``` a",
    "heading": "# a",
    "command": "::error::a",
    "end of data": "]]>",
    "controls": "\x00\x1b[31m\u202e\u200b",
    "spreadsheet": "=cmd()",
}
on_hostile_texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)

OWN_HTML = {"<span>", "</span>"}
ACTIVE = re.compile(r"@\w|#\d|gh-\d|://|www\.", re.IGNORECASE)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def of_type(tokens: Sequence[Token], kind: str) -> list[Token]:
    return [token for token in tokens if token.type == kind]


def inline(tokens: Sequence[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def tables(text: str) -> list[list[list[str]]]:
    """The cells of each row of each table."""
    rows_of_tables: list[list[list[str]]] = []
    tokens = parsed(text)
    for before, token in zip([tokens[0], *tokens], tokens, strict=False):
        if token.type == "table_open":
            rows_of_tables.append([])
        elif token.type == "tr_open":
            rows_of_tables[-1].append([])
        elif before.type in ("td_open", "th_open"):
            rows_of_tables[-1][-1].append("".join(item.content for item in token.children or ()))
    return rows_of_tables


def test_the_marker_and_the_summary_come_first(report: RegressionReport) -> None:
    marker, line, rest = render(report).split("\n", 2)
    assert marker == MARKER == "<!-- attnbench regress -->"
    assert line.startswith("**regressed**: 3 of 14 measurements got worse (EMA Latency +6.1 %; ")
    assert rest.startswith("\n| Row | What | Before | After | Change | Verdict |\n")


def test_what_changed_is_shown_and_all_is_folded(report: RegressionReport) -> None:
    shown, every = tables(render(report))
    verdicts = [finding.verdict for finding in report.findings]
    assert len(shown) == 1 + sum(verdict is not Verdict.OK for verdict in verdicts)
    assert len(every) == 1 + len(verdicts)
    assert shown[1] == [
        "EMA",
        "Latency",
        "12.10 ms",
        "12.84 ms",
        "▲ +6.1 % [+4.0, +8.2] worse",
        "regressed",
    ]


def test_reasons_that_no_number_gives_are_not_folded(report: RegressionReport) -> None:
    visible, folded = render(report).split("<details>")
    assert "broken: the cell failed: out of memory" in visible
    assert "missing: not measured" in visible
    assert "too noisy: neither no change nor 3 % more can be excluded" in visible
    assert "new: not counted" in visible
    assert "- Refused: times of training memory: the machines differ" in visible
    assert "2 sessions of 4 blocks" not in visible
    assert "2 sessions of 4 blocks" in folded
    assert "- Before: origin/main, commit 0123456789ab, measured 2026-01-02" in folded
    assert "- rules: params exact" in folded
    assert folded.endswith("\n</details>\n")


def test_where_nothing_changed_there_is_one_line_and_the_fold(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = render(make_report(make_finding("ema", "params", before=1, after=1, change=0.0)))
    assert text.startswith(
        f"{MARKER}\n**ok**: none of 1 measurement got worse, 1 ok\n\n\n<details>"
    )


def test_nothing_compared_is_not_green(make_report: MakeReport) -> None:
    text = render(make_report(refused=("the machines differ",)))
    assert "**nothing was compared**: 1 comparison refused" in text
    assert "**ok**" not in text


@pytest.mark.parametrize("number", [100, 300])
def test_a_comment_that_is_too_long_is_cut_at_its_end_and_says_so(
    report: RegressionReport, number: int
) -> None:
    findings = tuple(
        replace(finding, row=f"{finding.row}{i}", label=f"row {i}")
        for i in range(number)
        for finding in report.findings
    )
    text = render(replace(report, findings=findings))
    assert len(text) <= MOST_CHARACTERS
    assert text.startswith(f"{MARKER}\n**regressed**: {3 * number} of {14 * number:,} ")
    assert text.endswith("\n</details>\n")
    assert re.search(r"^\d+ more lines do not fit .* `regress.csv`", text, re.MULTILINE)
    widths = {len(row) for table in tables(text) for row in table}
    assert widths == {6}


def test_one_endless_text_leaves_room_for_the_others(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    endless = make_finding("|" * 10**6, "latency", Verdict.BROKEN, reason="<" * 10**6)
    text = render(make_report(endless, make_finding("ema", "params"), notes=("$" * 10**6,)))
    assert len(text) <= MOST_CHARACTERS
    assert "| EMA | #.Param. |" in text
    assert text.endswith("\n</details>\n")


def assert_inert(report: RegressionReport, text: str) -> None:
    hostile = tuple(
        replace(finding, label=text, detail=text, reason=text) for finding in report.findings
    )
    side = replace(report.baseline, name=text, machine=text, commit=text)
    rendered = render(
        replace(report, baseline=side, findings=hostile, refused=(text,), notes=(text,))
    )
    tokens = parsed(rendered)
    allowed = {"text", "code_inline", "html_inline", "strong_open", "strong_close"}
    assert {token.type for token in inline(tokens)} <= allowed
    assert {token.content for token in inline(tokens) if token.type == "html_inline"} <= OWN_HTML
    blocks = [token.content.strip() for token in of_type(tokens, "html_block")]
    assert len(blocks) == 3
    assert blocks[0] == MARKER
    assert len(of_type(tokens, "heading_open")) == len(of_type(tokens, "fence")) == 0
    assert {len(row) for table in tables(rendered) for row in table} == {6}
    seen = "\n".join(
        "".join(item.content for item in token.children or () if item.type == "text")
        for token in tokens
    )
    assert not ACTIVE.search(seen)
    assert all(item.isprintable() or item in "\u200b\n" for item in seen)


@on_hostile_texts
def test_hostile_texts_neither_break_nor_act(report: RegressionReport, text: str) -> None:
    assert_inert(report, text)


@given(text=st.text(string.punctuation + string.whitespace + "a1w\x00é", min_size=1))
@settings(deadline=None, max_examples=50)
def test_no_punctuation_breaks_or_acts(report: RegressionReport, text: str) -> None:
    assert_inert(report, text)
