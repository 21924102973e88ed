"""The findings as a table, for the console, Markdown, CSV and JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.finding_text import change_text, value_texts, verdict_text
from attnreport.regression.formats.order import worst_first
from attnreport.regression.formats.summary import headline, summary
from attnreport.regression.report import RegressionReport, Side
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.table import Table
from attnreport.text import printable

EXACT: Mapping[str, Callable[[Finding], object]] = {
    "verdict": lambda finding: str(finding.verdict),
    "row": lambda finding: finding.row,
    "label": lambda finding: finding.label,
    "metric": lambda finding: finding.metric.name,
    "detail": lambda finding: finding.detail,
    "before": lambda finding: finding.before,
    "after": lambda finding: finding.after,
    "unit": lambda finding: finding.metric.unit,
    "change": lambda finding: finding.change,
    "low": lambda finding: finding.low,
    "high": lambda finding: finding.high,
    "is_of_ratio": lambda finding: finding.is_of_ratio,
    "lower_is_better": lambda finding: finding.metric.lower_is_better,
    "kind": lambda finding: finding.metric.kind,
    "reason": lambda finding: finding.reason,
}
"""Columns of the exact numbers, the verdict first, so that no line of CSV begins with a name."""


MOST_SHOWN = 40
"""Findings that a person still reads through."""


def findings_table(report: RegressionReport) -> Table:
    """The verdict, every finding, worst first, and below what was refused and the conditions."""
    findings, counted = worst_first(report.findings), summary(report)
    frame = pd.DataFrame(
        {name: [value_of(finding) for finding in findings] for name, value_of in EXACT.items()},
        dtype=object,
    )
    return Table(
        title=f"Verdict: {headline(report)}. {counted[0].upper()}{counted[1:]}",
        columns=tuple(columns(findings)),
        notes=tuple(_notes(report, findings)),
        frame=frame,
    )


def brief_table(report: RegressionReport) -> Table:
    """The findings for a terminal: if they are many, only those that are not ok."""
    whole = findings_table(report)
    if len(report.findings) <= MOST_SHOWN:
        return whole
    changed = [
        finding for finding in worst_first(report.findings) if finding.verdict is not Verdict.OK
    ]
    left_out = len(report.findings) - len(changed)
    note = f"{left_out} measurements that are ok are left out here; the format csv has them."
    return replace(
        whole,
        columns=tuple(columns(changed)),
        notes=(note, *whole.notes),
        frame=whole.frame.head(len(changed)),
    )


def columns(findings: Iterable[Finding]) -> list[Column]:
    """What a person sees of some findings."""
    shown = [(finding, *value_texts(finding)) for finding in findings]
    return [
        word_column("Row", [finding.label for finding, _, _ in shown]),
        word_column("What", [finding.title for finding, _, _ in shown]),
        number_column("Before", [before for _, before, _ in shown]),
        number_column("After", [after for _, _, after in shown]),
        number_column("Change", [change_text(finding) for finding, _, _ in shown]),
        word_column("Verdict", [finding.verdict for finding, _, _ in shown], continues=True),
    ]


def conditions(side: Side) -> str:
    """Where a side comes from: main, commit 0123456789ab, of 2026-01-02T03:04:05+00:00, ..."""
    parts = (
        side.name,
        f"commit {_short(side.commit)}" if side.commit else "commit unknown",
        f"measured {side.made_at}" if side.made_at else "",
        side.machine,
    )
    return printable(", ".join(filter(None, parts)))


def _short(commit: str) -> str:
    """The beginning of a hash, and whether files differed from it."""
    name, dirty, _ = commit.partition("-dirty")
    return f"{name[:12]}{dirty}"


def _notes(report: RegressionReport, findings: Iterable[Finding]) -> Iterator[str]:
    yield from (f"Refused: {printable(sentence)}" for sentence in report.refused)
    yield from (verdict_text(finding) for finding in findings if finding.verdict is not Verdict.OK)
    yield f"Before: {conditions(report.baseline)}"
    yield f"After: {conditions(report.current)}"
    yield from map(printable, report.notes)
