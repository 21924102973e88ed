"""The findings of a comparison in one sentence."""

from collections.abc import Iterator, Sequence

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.finding_text import name_text, size_text
from attnreport.regression.formats.order import WORST_FIRST, worst_first
from attnreport.regression.report import RegressionReport
from attnreport.text import plural

NAMED = 3
"""How many of what got worse are named."""

NOTHING = "nothing was compared"
INCOMPLETE = "not all was compared"


def headline(report: RegressionReport) -> str:
    """The verdict that stands for all, which none does where nothing was compared."""
    if not report.findings:
        return NOTHING
    is_green = report.verdict in (Verdict.OK, Verdict.IMPROVED)
    return INCOMPLETE if is_green and not report.is_complete else report.verdict


def summary(report: RegressionReport) -> str:
    """How many got worse, which, and how many did not: 1 of 24 measurements got worse (...)."""
    return ", ".join(_parts(report)) or "no measurements"


def _parts(report: RegressionReport) -> Iterator[str]:
    worse = [
        finding for finding in worst_first(report.findings) if finding.verdict is Verdict.REGRESSED
    ]
    if report.findings:
        number = len(worse) or "none"
        yield f"{number} of {plural(len(report.findings), 'measurement')} got worse{_named(worse)}"
    others = (verdict for verdict in WORST_FIRST if verdict is not Verdict.REGRESSED)
    yield from (f"{report.counts[one]} {one}" for one in others if one in report.counts)
    if report.refused:
        yield f"{plural(len(report.refused), 'comparison')} refused"


def _named(worse: Sequence[Finding]) -> str:
    """The worst, in brackets."""
    names = [f"{name_text(finding)} {size_text(finding)}".strip() for finding in worse[:NAMED]]
    if len(worse) > NAMED:
        names.append(f"{len(worse) - NAMED} more")
    return f" ({'; '.join(names)})" if names else ""
