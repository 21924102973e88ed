"""A finding as a person reads it: its values, its change, and both in one line."""

from math import isfinite

from attnreport.regression.finding import Finding, Verdict
from attnreport.text import printable
from attnreport.units import MISSING

UP, DOWN = "▲", "▼"

JUDGED = {Verdict.REGRESSED: "worse", Verdict.IMPROVED: "better"}
"""What the change is called; of the other verdicts none can be called either."""


def name_text(finding: Finding) -> str:
    """The row and what was measured of it: EMA FLOPs (torch)."""
    return printable(f"{finding.label} {finding.title}")


def value_texts(finding: Finding) -> tuple[str, str]:
    """Before and after, in one scale."""
    values = (finding.before, finding.after)
    finite = [value for value in values if value is not None and isfinite(value)]
    written = finding.metric.value_texts(finite, is_of_ratio=finding.is_of_ratio)
    texts = dict(zip(finite, written, strict=True))
    before, after = (MISSING if v is None else texts.get(v, str(v)) for v in values)
    return before, after


def change_text(finding: Finding) -> str:
    """The change with its interval, as far as it was judged: ▲ +6.1 % [+4.0, +8.2] worse."""
    change = finding.change or 0.0
    arrow = UP if change > 0 else DOWN if change < 0 else ""
    has_direction = finding.metric.has_direction
    parts = (
        arrow if has_direction else "",
        size_text(finding),
        _interval_text(finding),
        JUDGED.get(finding.verdict, "") if has_direction and finding.change is not None else "",
    )
    return " ".join(filter(None, parts)) or MISSING


def size_text(finding: Finding) -> str:
    """The change alone: +6.1 %, +1 of a count, -1.20 points, 3 % apart; empty if there is none."""
    if finding.change is None:
        return ""
    return finding.metric.change_text(finding.change, finding.before, finding.after)


def _interval_text(finding: Finding) -> str:
    if finding.low is None or finding.high is None:
        return ""
    return finding.metric.interval_text(finding.low, finding.high)


def verdict_text(finding: Finding) -> str:
    """What stands beside its numbers: EMA Latency, too noisy: its reason."""
    verdict = f"{name_text(finding)}, {finding.verdict}"
    return printable(f"{verdict}: {finding.reason}" if finding.reason else verdict)


def line_text(finding: Finding) -> str:
    """Its numbers and the reason: 12.10 ms before, 12.84 ms after, ▲ +6.1 % ..."""
    before, after = value_texts(finding)
    known = {"before": before, "after": after, "": change_text(finding)}
    values = [f"{text} {side}".strip() for side, text in known.items() if text != MISSING]
    return printable(". ".join(filter(None, (", ".join(values), finding.reason))))
