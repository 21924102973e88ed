"""Peak memory: the same in every run, but for the allocator, and so a least effect alone."""

from collections.abc import Iterator

from attnreport.record import BASELINE
from attnreport.regression.cells import Pair, without_null
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.conditions import refusal
from attnreport.regression.judges.decision import decide
from attnreport.regression.judges.judging import MOST, Refused, Said, Subject
from attnreport.regression.metric import Metric
from attnreport.regression.rule import MemoryRule
from attnreport.regression.session_values import PEAKS, Peaks


def judge_memory(pair: Pair, metric: Metric, rule: MemoryRule) -> Iterator[Said]:
    """A finding for each row: its ratio to the baseline network, and the network's own bytes."""
    peaks_of = PEAKS[metric.name]
    old, new = pair.before.fullest(peaks_of), pair.after.fullest(peaks_of)
    if old and new and (sentence := refusal(metric, old, new)):
        yield Refused(sentence)
    else:
        before, after = (peaks_of(session) if session else {} for session in (old, new))
        for row in without_null({**before, **after}):
            minimum = rule.rows.get(row, rule.minimum_effect)
            yield _judged(pair.subject(row, metric), before, after, minimum)


def _judged(subject: Subject, before: Peaks, after: Peaks, minimum: float) -> Finding:
    if subject.row not in before:
        return subject.new()
    if subject.row not in after:
        return subject.missing()
    is_of_ratio = subject.row != BASELINE
    for peaks in (before, after):
        for row in dict.fromkeys((subject.row, BASELINE)):
            if not 0 < peaks.get(row, 0) < MOST:
                reason = f"A peak of {peaks.get(row, 'no')} bytes is none ({row})."
                return subject.finding(Verdict.BROKEN, reason)
    old, new = (
        peaks[subject.row] / (peaks[BASELINE] if is_of_ratio else 1) for peaks in (before, after)
    )
    change = new / old - 1
    values = (
        f"{new:.4f} times the baseline network's bytes instead of {old:.4f}"
        if is_of_ratio
        else f"{new:,.0f} bytes instead of {old:,.0f}"
    )
    return subject.finding(
        decide(change, change, change, minimum),
        f"{values}, {100 * change:+.2f} %; {100 * minimum:g} % or more counts.",
        before=old,
        after=new,
        change=change,
        is_of_ratio=is_of_ratio,
    )
