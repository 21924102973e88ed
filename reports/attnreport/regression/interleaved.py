"""Times of two versions of the code that took turns: round by round, in the same sittings."""

from collections.abc import Iterator, Sequence
from statistics import median

from attnreport.regression.cells import Pair
from attnreport.regression.decision import CHANGED
from attnreport.regression.estimate import Estimate
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judging import Note, Subject
from attnreport.regression.metric import Kind, Metric
from attnreport.regression.report import RegressionReport
from attnreport.regression.rounds import SECONDS, Seconds
from attnreport.regression.rule import TimeRule
from attnreport.regression.trial import Outcome, Sitting, fault_in, outcome_of, pooled, trial_of

CONFIRMING = 2
"""Where there are several sittings, so many have to show a change, each by itself."""


def shared_sittings(pair: Pair) -> tuple[Sitting, ...]:
    """The sittings in which both sets were timed, the oldest first."""
    after = {each.sitting: each for each in pair.after.sittings if each.sitting is not None}
    again = {each.sitting: each for each in pair.before.again}
    return tuple(
        Sitting(before=before, after=after[before.sitting], again=again.get(before.sitting))
        for before in pair.before.sittings
        if before.sitting in after
    )


def unsettled(report: RegressionReport, sittings: int) -> tuple[Finding, ...]:
    """The times of which another sitting could say more.

    Those that are too noisy, an unconfirmed change among them; after a single sitting whatever
    changed, too.

    Args:
        report: After the sittings so far.
        sittings: How many there were.
    """
    unsure = (Verdict.TOO_NOISY, *(CHANGED if sittings < CONFIRMING else ()))
    return tuple(
        finding
        for finding in report.findings
        if finding.metric.kind is Kind.TIME and finding.verdict in unsure
    )


def judge_interleaved(
    pair: Pair, sittings: Sequence[Sitting], metric: Metric, rule: TimeRule
) -> Iterator[Finding | Note]:
    """A finding for each row that either version was timed in, the baseline network too."""
    seconds_of = SECONDS[metric.name]
    nulls: dict[str, Estimate] = {}
    for row in pair.rows:
        subject = pair.subject(row, metric)
        old = [each for each in sittings if row in seconds_of(each.before)]
        new = [each for each in sittings if row in seconds_of(each.after)]
        both = [each for each in old if each in new]
        if both:
            finding, null = _judged(subject, both, seconds_of, rule)
            yield finding
            nulls |= {row: null} if null else {}
        elif old:
            yield subject.missing()
        elif new:
            yield subject.new()
    if nulls:
        listed = "; ".join(f"{row} {null.as_share.percent_text}" for row, null in nulls.items())
        yield Note(f"{metric.title} of the reference code against itself: {listed}.")


def _judged(
    subject: Subject, sittings: Sequence[Sitting], seconds_of: Seconds, rule: TimeRule
) -> tuple[Finding, Estimate | None]:
    """The finding, and the null comparison that it rests on."""
    row = subject.row
    for sitting in sittings:
        fault = fault_in(sitting, row, seconds_of)
        if fault is not None:
            return subject.finding(Verdict.BROKEN, f"The times cannot be read: {fault}."), None
    trials = [trial_of(sitting, row, seconds_of) for sitting in sittings]
    minimum = rule.rows.get(row, rule.minimum_effect)
    together = outcome_of(pooled(trials), minimum, rule.level)
    agreeing = sum(
        outcome_of(trial, minimum, rule.level).verdict is together.verdict for trial in trials
    )
    is_confirmed = len(trials) == 1 or agreeing >= CONFIRMING
    is_doubtful = together.verdict in CHANGED and not is_confirmed
    doubt = f"Not confirmed: {together.verdict} in {agreeing} of {len(trials)} sittings. "
    units = len(pooled(trials).effects)
    change = together.effect.as_share if together.effect else None
    finding = subject.finding(
        Verdict.TOO_NOISY if is_doubtful else together.verdict,
        f"{doubt if is_doubtful else ''}{_evidence(together, minimum)} {100 * (1 - rule.level):g} "
        f"% t interval over {units} {'units' if units > 1 else 'unit'}, {len(trials)} sitting(s).",
        before=median(s for each in sittings for s in seconds_of(each.before)[row]),
        after=median(s for each in sittings for s in seconds_of(each.after)[row]),
        change=change.value if change else None,
        low=change.low if change else None,
        high=change.high if change else None,
    )
    return finding, together.null


def _evidence(outcome: Outcome, minimum: float) -> str:
    """What was held against what, and the limit."""
    if outcome.effect is None:
        return "A single round has no interval."
    changed = outcome.effect.as_share.percent_text
    limit = f"{100 * minimum:g} % or more counts"
    if outcome.null is None:
        return f"{changed}, but the reference code was not held against itself; {limit}."
    null = outcome.null.as_share.percent_text
    return f"{changed} in turns with the reference code; that code against itself {null}; {limit}."
