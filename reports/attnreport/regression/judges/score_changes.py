"""The verdicts on changes of a score that are paired by seed, over all rows of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attnreport.regression.finding import Verdict
from attnreport.regression.judges.decision import decide
from attnreport.regression.judges.estimate import Estimate, mean_estimate, p_value_of_mean
from attnreport.regression.judges.score_rule import ScoreRule
from attnreport.regression.quantity import Quantity
from attnreport.statistics import ENOUGH_SEEDS, holm
from attnreport.text import plural

PLANS = "attnbench plan-seeds STUDY says how many a difference takes"


UNCONFIRMED: Mapping[Verdict, Verdict] = {
    Verdict.REGRESSED: Verdict.TOO_NOISY,
    Verdict.IMPROVED: Verdict.OK,
}
"""What is left of a change that a row shows alone, and not among so many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the changes of one row say."""

    verdict: Verdict
    estimate: Estimate | None
    """The mean change with the interval of this row alone; None where there is no spread."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """Student's test of one row, and how many rows it was one of."""

    p_value: float
    corrected: float
    """By Holm's method: the chance that any row of equal code gets so small a p-value."""
    rows: int

    def __str__(self) -> str:
        """As a report says it."""
        alone = f"p = {self.p_value:.2g}"
        if self.rows == 1:
            return alone
        return f"{alone}, {self.corrected:.2g} by Holm over {self.rows} rows"


def decide_changes(
    changes: Mapping[str, Sequence[float]], metric: Quantity, rule: ScoreRule
) -> Mapping[str, Decision]:
    """The verdict on each row; a change has to be sure beside all rows whose scores changed.

    Rows whose scores are the same with every seed were not drawn anew, and are not counted.

    Args:
        changes: By row, after less before for each seed that both sets have, at least one.
        metric: The score, with its unit and direction.
        rule: With the least effects.
    """
    p_values = {
        row: p_value_of_mean(values)
        for row, values in changes.items()
        if len(values) >= ENOUGH_SEEDS and any(values)
    }
    corrected = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    tests = {
        row: _Test(p_value=p_value, corrected=corrected[row], rows=len(p_values))
        for row, p_value in p_values.items()
    }
    return {
        row: _tested(values, tests[row], metric, rule.least_effect(row), rule.level)
        if row in tests
        else _untested(values)
        for row, values in changes.items()
    }


def _untested(changes: Sequence[float]) -> Decision:
    pairs = plural(len(changes), "paired seed")
    if not any(changes):
        reason = f"The score did not change in any of {pairs}."
        return Decision(verdict=Verdict.OK, estimate=None, reason=reason)
    missing = ENOUGH_SEEDS - len(changes)
    reason = f"Too few to tell: {pairs}; train {missing} more in both sets; {PLANS}."
    return Decision(verdict=Verdict.TOO_NOISY, estimate=None, reason=reason)


def _tested(
    changes: Sequence[float], test: _Test, metric: Quantity, minimum: float, level: float
) -> Decision:
    estimate = mean_estimate(changes, level)
    assert estimate is not None
    worse = estimate if metric.lower_is_better else -estimate
    verdict = decide(worse.value, worse.low, worse.high, minimum)
    if test.corrected > level:
        verdict = UNCONFIRMED.get(verdict, verdict)
    size = metric.change_text(estimate.value, None, None)
    ends = metric.interval_text(estimate.low, estimate.high)
    way = "rise" if metric.lower_is_better else "drop"
    hint = f"; {PLANS}" if verdict is Verdict.TOO_NOISY else ""
    reason = (
        f"{size} {ends} over {plural(len(changes), 'paired seed')}, {100 * (1 - level):g} % t "
        f"interval of this row, {test}; a {way} of {minimum:g} or more counts{hint}."
    )
    return Decision(verdict=verdict, estimate=estimate, reason=reason)
