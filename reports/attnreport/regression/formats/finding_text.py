"""A finding as a person reads it: its values, its change, and both in one line."""

from math import isfinite

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Kind
from attnreport.tables.console import printable
from attnreport.units import (
    MISSING,
    count_text,
    measured_text,
    scale_for,
    signed_percent_text,
    signed_text,
)

UP, DOWN = "▲", "▼"

IN_PERCENT = 1e-4
"""A count that changes by less is told by how many: 1 parameter of a million."""

JUDGED = {Verdict.REGRESSED: "worse", Verdict.IMPROVED: "better"}
"""What the change is called; of the other verdicts none can be called either."""


def name_text(finding: Finding) -> str:
    """The row and what was measured of it: EMA FLOPs (torch)."""
    return printable(f"{finding.label} {finding.title}")


def value_texts(finding: Finding) -> tuple[str, str]:
    """Before and after; counts in one scale, or in full where that would print them alike."""
    before, after = finding.before, finding.after
    texts = (_value_text(finding, before), _value_text(finding, after))
    if finding.metric.kind is Kind.EXACT and texts[0] == texts[1] and before != after:
        return f"{before:,.0f}", f"{after:,.0f}"
    return texts


def _value_text(finding: Finding, value: float | None) -> str:
    if value is None:
        return MISSING
    if not isfinite(value):
        return str(value)
    if finding.metric.kind is Kind.EXACT:
        return count_text(value, _scale(finding))
    return f"{value:.3f}×" if finding.is_of_ratio else measured_text(value, finding.metric.unit)


def _scale(finding: Finding) -> tuple[float, str]:
    values = (finding.before, finding.after)
    return scale_for([each for each in values if each is not None and isfinite(each)])


def change_text(finding: Finding) -> str:
    """The change with its interval, as far as it was judged: ▲ +6.1 % [+4.0, +8.2] worse."""
    change = finding.change or 0.0
    arrow = UP if change > 0 else DOWN if change < 0 else ""
    is_signed = finding.metric.kind is not Kind.OUTPUT
    parts = (
        arrow if is_signed else "",
        size_text(finding),
        _interval_text(finding),
        JUDGED.get(finding.verdict, "") if is_signed and finding.change is not None else "",
    )
    return " ".join(filter(None, parts)) or MISSING


def size_text(finding: Finding) -> str:
    """The change alone: +6.1 %, +1 of a count, -1.20 points, 3 % apart; empty if there is none."""
    match finding.change, finding.metric.kind:
        case None, _:
            return ""
        case change, Kind.SCORE:
            return f"{signed_text(change)} points"
        case change, Kind.OUTPUT:
            return f"{100 * change:.2g} % apart"
        case change, Kind.EXACT if 0 < abs(change) < IN_PERCENT:
            return f"{(finding.after or 0) - (finding.before or 0):+,.0f}"
        case change, _:
            return signed_percent_text(change)


def _interval_text(finding: Finding) -> str:
    if finding.low is None or finding.high is None:
        return ""
    scale = 1 if finding.metric.kind is Kind.SCORE else 100
    digits = 2 if finding.metric.kind is Kind.SCORE else 1
    return f"[{scale * finding.low:+.{digits}f}, {scale * finding.high:+.{digits}f}]"


def verdict_text(finding: Finding) -> str:
    """What stands beside its numbers: EMA Latency, too noisy: its reason."""
    told = f"{name_text(finding)}, {finding.verdict}"
    return printable(f"{told}: {finding.reason}" if finding.reason else told)


def line_text(finding: Finding) -> str:
    """Its numbers and the reason: 12.10 ms before, 12.84 ms after, ▲ +6.1 % ..."""
    before, after = value_texts(finding)
    known = {"before": before, "after": after, "": change_text(finding)}
    values = [f"{text} {side}".strip() for side, text in known.items() if text != MISSING]
    return printable(". ".join(filter(None, (", ".join(values), finding.reason))))
