"""What a module computes from fixed weights and a fixed input: equal within a tolerance."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from attnreport.record import CostRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import Subject
from attnreport.regression.metric import Metric
from attnreport.regression.rule import OutputRule

FLOOR = 1e-3
"""Outputs that are smaller than this are held against this: all of one may be 0."""


def judge_outputs(pair: Pair, metric: Metric, rule: OutputRule) -> Iterator[Finding]:
    """A finding for each row's maps and passes; none for rows without a module."""
    for row in pair.rows:
        old, new = pair.before.costs.get(row), pair.after.costs.get(row)
        outputs = _outputs(old)
        if new is not None and new.error is not None:
            yield pair.subject(row, metric).failed(new.error)
        elif new is None and outputs:
            yield pair.subject(row, metric).missing()
        else:
            now = _outputs(new)
            for detail in dict.fromkeys((*outputs, *now)):
                subject = pair.subject(row, metric, detail)
                yield _judged(subject, outputs.get(detail), now.get(detail), rule)


def _outputs(record: CostRecord | None) -> Mapping[str, tuple[float, ...]]:
    return record.outputs if record is not None and record.error is None else {}


def _judged(
    subject: Subject,
    before: Sequence[float] | None,
    after: Sequence[float] | None,
    rule: OutputRule,
) -> Finding:
    if before is None:
        return subject.new()
    if after is None:
        return subject.missing()
    if len(before) != len(after):
        return subject.finding(
            Verdict.BROKEN,
            f"The output is condensed to {len(after)} numbers, and to {len(before)} in the "
            "baseline set: another attnbench made it; save the baseline again.",
        )
    if not all(map(isfinite, (*before, *after))):
        where = "now" if all(map(isfinite, before)) else "in the baseline set"
        return subject.finding(Verdict.BROKEN, f"The output {where} is not finite.")
    distance = _distance(before, after)
    is_equal = distance <= rule.tolerance
    return subject.finding(
        Verdict.OK if is_equal else Verdict.REGRESSED,
        f"The output differs by {distance:.2g} of its largest number; "
        f"{'at most' if is_equal else 'more than'} {rule.tolerance:g} is allowed.",
        change=distance,
    )


def _distance(before: Sequence[float], after: Sequence[float]) -> float:
    """The largest difference, as a share of the largest number before."""
    largest = max(map(abs, before), default=0.0)
    difference = max((abs(b - a) for a, b in zip(before, after, strict=True)), default=0.0)
    return difference / max(largest, FLOOR)
