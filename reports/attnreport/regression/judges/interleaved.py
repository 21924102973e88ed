"""Times of two versions of the code that took turns: round by round, in the same sessions."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import expm1
from statistics import median

from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.decision import CHANGED
from attnreport.regression.judges.estimate import Estimate
from attnreport.regression.judges.judging import Note, Subject
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.judges.trial import (
    CONFIRMING,
    Outcome,
    Session,
    Trial,
    fault_in,
    outcome_of,
    trial_of,
)
from attnreport.regression.quantity import Quantity
from attnreport.regression.report import RegressionReport
from attnreport.regression.session_values import SecondsOf
from attnreport.text import plural
from attnreport.units import signed_text

MOST_SESSIONS = 3
"""What cannot be told after this many is too noisy."""


def shared_sessions(pair: Pair) -> tuple[Session, ...]:
    """The sessions in which both sets were timed, the oldest first."""
    after = {record.session: record for record in pair.after.sessions if record.session}
    again = {record.session: record for record in pair.before.again}
    return tuple(
        Session(
            before=tuple(filter(None, (before, again.get(before.session)))),
            after=after[before.session],
        )
        for before in pair.before.sessions
        if before.session in after
    )


def unsettled(report: RegressionReport, sessions: int) -> tuple[Finding, ...]:
    """The times of which another session could say more.

    Those that are too noisy, an unconfirmed change among them; after a single session whatever
    changed, too.

    Args:
        report: After the sessions so far.
        sessions: How many there were.
    """
    unsure = (Verdict.TOO_NOISY, *(CHANGED if sessions < CONFIRMING else ()))
    return tuple(
        finding
        for finding in report.findings
        if finding.metric.is_timed and finding.verdict in unsure
    )


def judge_interleaved(
    pair: Pair,
    sessions: Sequence[Session],
    metric: Quantity,
    seconds_of: SecondsOf,
    rule: TimeRule,
) -> Iterator[Finding | Note]:
    """A finding for each row that either version was timed in, the baseline network too."""
    nulls: dict[str, Estimate] = {}
    for row in pair.rows:
        subject = pair.subject(row, metric)
        was = [row in seconds_of(session.before[0]) for session in sessions]
        now = [row in seconds_of(session.after) for session in sessions]
        both = [session for session, *timed in zip(sessions, was, now, strict=True) if all(timed)]
        if both:
            finding, null = _judged(subject, both, seconds_of, rule)
            yield finding
            nulls |= {row: null} if null else {}
        elif pair.is_broken(row):
            yield subject.failed(pair.after.costs[row].error or "")
        elif any(was):
            yield subject.missing()
        elif any(now):
            yield subject.new()
    if nulls:
        listed = "; ".join(f"{row} {null.as_share.percent_text}" for row, null in nulls.items())
        yield Note(f"{metric.title} of the reference code against itself: {listed}.")
        yield Note(
            f"{metric.title} before and after are medians over all rounds; its change is that of "
            "the ratios within rounds, which cancel the machine's drift."
        )


def _judged(
    subject: Subject, sessions: Sequence[Session], seconds_of: SecondsOf, rule: TimeRule
) -> tuple[Finding, Estimate | None]:
    """The finding, and the null comparison that it rests on."""
    row = subject.row
    for session in sessions:
        fault = fault_in(session, row, seconds_of)
        if fault is not None:
            return subject.finding(Verdict.BROKEN, f"The times cannot be read: {fault}."), None
    trials = [trial_of(session, row, seconds_of) for session in sessions]
    finding, null = judge_trials(subject, trials, rule)
    before = (s for session in sessions for s in seconds_of(session.before[0])[row])
    after = (s for session in sessions for s in seconds_of(session.after)[row])
    return replace(finding, before=median(before), after=median(after)), null


def judge_trials(
    subject: Subject, trials: Sequence[Trial], rule: TimeRule
) -> tuple[Finding, Estimate | None]:
    """The finding on a row without its times, and the null comparison that it rests on.

    Args:
        subject: The row.
        trials: One a session.
        rule: With the least effect.
    """
    minimum = rule.least_effect(subject.row)
    outcome = outcome_of(trials, minimum, rule)
    units = plural(sum(len(trial.effects) for trial in trials), "unit")
    sentences = (
        outcome.doubt,
        _evidence(outcome, minimum),
        f"{100 * (1 - rule.level):g} % t interval over {units}, {plural(len(trials), 'session')}.",
    )
    finding = subject.finding(
        outcome.verdict,
        " ".join(filter(None, sentences)),
        estimate=outcome.effect.as_share if outcome.effect else None,
    )
    return finding, outcome.null


def _evidence(outcome: Outcome, minimum: float) -> str:
    """What was compared with what, and the limits."""
    if outcome.effect is None or outcome.most is None:
        return "A single round has no interval."
    limit = f"{100 * minimum:g} % or more counts"
    changed = (
        f"{outcome.effect.as_share.percent_text} in turns with the reference code, at most "
        f"{signed_text(100 * expm1(outcome.most), 2)} % by the bound of this look"
    )
    if outcome.null is None:
        return f"{changed}; the reference code was not compared with itself; {limit}."
    null = outcome.null.as_share.percent_text
    return f"{changed}; that code against itself {null}; {limit}."
