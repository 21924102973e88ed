"""A checkup as Markdown."""

from collections.abc import Iterator

from attnreport.checkup.checkup import Checkup, Finding, Result, closing, heading, summary
from attnreport.tables.markdown import escape


def render(checkup: Checkup) -> str:
    """What failed and what to do first, then every check in a table."""
    return "\n".join(_lines(checkup)) + "\n"


def _lines(checkup: Checkup) -> Iterator[str]:
    yield f"### {escape(heading(checkup))}"
    yield from ("", f"{summary(checkup.findings)}. {escape(closing(checkup))}", "")
    for finding in checkup.with_result(Result.FAILED, Result.WARNED):
        yield from _explanation(finding)
    yield "| Result | Check | What is checked | What was seen |"
    yield "| :-- | :-- | :-- | :-- |"
    for finding in checkup.findings:
        yield f"| {' | '.join(map(escape, _fields(finding)))} |"


def _explanation(finding: Finding) -> Iterator[str]:
    yield f"**{escape(finding.check)} {finding.result}**: {escape(finding.seen)}"
    yield ""
    for head, text in (("Means", finding.meaning), ("Fix", finding.remedy)):
        if text:
            yield f"- {head}: {escape(text)}"
    yield ""


def _fields(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.result, finding.check, finding.title, finding.seen)
