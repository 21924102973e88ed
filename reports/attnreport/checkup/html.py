"""A checkup as HTML for a notebook: what failed first."""

from attnreport.checkup.checkup import Checkup, Finding, Result, closing, heading, summary
from attnreport.tables.html import escape, grid

ORDER = (Result.FAILED, Result.WARNED, Result.PASSED, Result.SKIPPED)
HEADS = ("Result", "Check", "What is checked", "Seen", "Fix")


def render(checkup: Checkup) -> str:
    """The heading, every check with the worst first, and what they mean as a whole."""
    findings = sorted(checkup.findings, key=lambda finding: ORDER.index(finding.result))
    rows = [list(map(escape, _fields(finding))) for finding in findings]
    return (
        f"<p><b>{escape(heading(checkup))}</b></p>"
        f"{grid(HEADS, rows, words=range(len(HEADS)))}"
        f"<p>{escape(f'{summary(checkup.findings)}. {closing(checkup)}')}</p>"
    )


def _fields(finding: Finding) -> tuple[str, ...]:
    return finding.result, finding.check, finding.title, finding.seen, finding.remedy
