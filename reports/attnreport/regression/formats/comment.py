"""A comparison as the comment of a pull request."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.finding_text import verdict_text
from attnreport.regression.formats.findings_table import columns, conditions
from attnreport.regression.formats.order import worst_first
from attnreport.regression.formats.summary import headline, summary
from attnreport.regression.report import RegressionReport
from attnreport.tables.column import Column
from attnreport.tables.markdown import escape, grid, item
from attnreport.text import printable

MARKER = "<!-- attnbench regress -->"
"""First line, by which a bot finds the comment that it has to replace."""

MOST_CHARACTERS = 65_536
"""GitHub refuses a longer comment."""

MOST_IN_A_TEXT = 500
"""A longer name or sentence is cut, so that no single one fills the comment."""

EXPLAINED = (Verdict.BROKEN, Verdict.MISSING, Verdict.TOO_NOISY, Verdict.NEW)
"""Verdicts that no number explains: their reasons, and what to do, are not folded."""

FOLDED = ("", "<details><summary>All findings, reasons and conditions</summary>", "")
END = ("", "</details>")

LEFT_OUT = (
    "{} more lines do not fit into a comment; the formats csv and json have them: `regress.csv` "
    "and `regress.json`."
)

ACTIVE = re.compile(r"@(?=[\w\\])|#(?=\d)|\bgh-(?=\d)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
"""What GitHub makes a mention, a reference or a link of, whatever Markdown says."""

APART = "&#8203;"
"""A space without width: behind it the rest is plain text."""


def render(report: RegressionReport) -> str:
    """One line of summary, what changed, and the rest folded; cut at the end if it is too long."""
    head = [MARKER, f"**{headline(report)}**: {_safe(summary(report))}", ""]
    room = MOST_CHARACTERS - _length([*head, *FOLDED, *END]) - 2 * len(LEFT_OUT)
    visible = _cut([_inert(line) for line in _visible(report)], room)
    folded = _cut([_inert(line) for line in _folded(report)], room - _length(visible))
    return "\n".join([*head, *visible, *FOLDED, *folded, *END]) + "\n"


def _visible(report: RegressionReport) -> Iterator[str]:
    changed = [
        finding for finding in worst_first(report.findings) if finding.verdict is not Verdict.OK
    ]
    if changed:
        yield from (*_table(changed), "")
    yield from (_item(verdict_text(finding)) for finding in changed if finding.verdict in EXPLAINED)
    yield from (_item(f"Refused: {sentence}") for sentence in report.refused)


def _folded(report: RegressionReport) -> Iterator[str]:
    """The least missed comes last, where a long comment is cut."""
    yield _item(f"Before: {conditions(report.baseline)}")
    yield _item(f"After: {conditions(report.current)}")
    yield from map(_item, report.notes)
    findings = worst_first(report.findings)
    yield from ("", *_table(findings), "")
    yield from (_item(verdict_text(finding)) for finding in findings if finding.reason)


def _table(findings: Sequence[Finding]) -> list[str]:
    return grid([_brief_column(column) for column in columns(findings)])


def _brief_column(column: Column) -> Column:
    fields = tuple(replace(field, text=_brief(field.text)) for field in column.fields)
    return replace(column, fields=fields)


def _item(text: str) -> str:
    return item(_brief(text))


def _safe(text: str) -> str:
    return _inert(escape(_brief(text)))


def _brief(text: str) -> str:
    """The text in one line that leaves room for others."""
    line = printable(text)
    return line if len(line) <= MOST_IN_A_TEXT else f"{line[:MOST_IN_A_TEXT]}…"


def _inert(line: str) -> str:
    """The line without what GitHub would make a mention, a link or a formula of."""
    return ACTIVE.sub(rf"\g<0>{APART}", line.replace("$", "<span>$</span>"))


def _cut(lines: Sequence[str], room: int) -> list[str]:
    """As many lines as there is room for, and how many are left out."""
    ends = accumulate(len(line) + 1 for line in lines)
    kept = [line for line, end in zip(lines, ends, strict=True) if end <= room]
    left_out = len(lines) - len(kept)
    return [*kept, "", LEFT_OUT.format(left_out)] if left_out else kept


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)
