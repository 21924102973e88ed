"""Parameters and multiply-accumulates: the same in every run of the same code."""

from collections.abc import Iterator, Mapping

from attnreport.record import CostRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import MOST, Subject
from attnreport.regression.metric import Metric

Counts = Mapping[str, int | None]
"""By detail: the counter, or nothing where there is one way to count."""


def judge_sizes(pair: Pair, metric: Metric) -> Iterator[Finding]:
    """A finding for each row, and for each counter of multiply-accumulates."""
    for row in pair.rows:
        old, new = pair.before.costs.get(row), pair.after.costs.get(row)
        counted = _counts(old, metric)
        known = [detail for detail, count in counted.items() if count is not None]
        if new is not None and new.error is not None:
            yield pair.subject(row, metric).failed(new.error)
        elif new is None and known:
            yield pair.subject(row, metric, ", ".join(known)).missing()
        else:
            counts = _counts(new, metric)
            for detail in dict.fromkeys((*counted, *counts)):
                subject = pair.subject(row, metric, detail)
                yield from _judged(subject, counted.get(detail), counts.get(detail))


def _counts(record: CostRecord | None, metric: Metric) -> Counts:
    if record is None or record.error is not None:
        return {}
    return {"": record.params} if metric.name == "params" else record.macs


def _judged(subject: Subject, before: int | None, after: int | None) -> Iterator[Finding]:
    impossible = [count for count in (before, after) if count is not None and not 0 <= count < MOST]
    if impossible:
        reason = f"{impossible[0]} is no number of {subject.metric.unit}."
        yield subject.finding(Verdict.BROKEN, reason)
    elif before is None and after is not None:
        yield subject.new(after)
    elif before is not None and after is None:
        reason = f"The baseline set has {before:,} {subject.metric.unit}, and now nothing counts."
        yield subject.finding(Verdict.BROKEN, reason, before=before)
    elif before is not None and after is not None:
        yield _compared(subject, before, after)


def _compared(subject: Subject, before: int, after: int) -> Finding:
    unit = subject.metric.unit
    if before == after:
        verdict, reason = Verdict.OK, f"Still {after:,} {unit}."
    else:
        verdict = Verdict.REGRESSED if after > before else Verdict.IMPROVED
        reason = f"{after:,} {unit} instead of {before:,}; any change counts."
    change = after / before - 1 if before else None
    return subject.finding(verdict, reason, before=before, after=after, change=change)
