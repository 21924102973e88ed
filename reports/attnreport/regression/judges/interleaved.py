"""Times of two versions of the code that took turns: round by round, in the same sessions."""

from collections.abc import Iterator, Sequence
from statistics import median

from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.decision import CHANGED
from attnreport.regression.judges.estimate import Estimate
from attnreport.regression.judges.judging import Note, Subject
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.judges.trial import (
    Outcome,
    Session,
    Trial,
    fault_in,
    outcome_of,
    pooled,
    shows,
    trial_of,
)
from attnreport.regression.quantity import Quantity
from attnreport.regression.report import RegressionReport
from attnreport.regression.session_values import SecondsOf
from attnreport.text import plural

MOST_SESSIONS = 3
"""What cannot be told after this many is too noisy."""

CONFIRMING = 2
"""Where there are several sessions, this many have to show a change, each by itself."""


def shared_sessions(pair: Pair) -> tuple[Session, ...]:
    """The sessions in which both sets were timed, the oldest first."""
    after = {record.session: record for record in pair.after.sessions if record.session}
    again = {record.session: record for record in pair.before.again}
    return tuple(
        Session(before=before, after=after[before.session], again=again.get(before.session))
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
        was = [row in seconds_of(session.before) for session in sessions]
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
    minimum = rule.least_effect(row)
    together = outcome_of(pooled(trials), minimum, rule)
    doubt = _doubt(together.verdict, trials, minimum, rule.level)
    finding = subject.finding(
        Verdict.TOO_NOISY if doubt else together.verdict,
        f"{doubt}{_evidence(together, minimum)} {100 * (1 - rule.level):g} % t interval over "
        f"{plural(len(pooled(trials).effects), 'unit')}, {plural(len(trials), 'session')}.",
        before=median(s for session in sessions for s in seconds_of(session.before)[row]),
        after=median(s for session in sessions for s in seconds_of(session.after)[row]),
        estimate=together.effect.as_share if together.effect else None,
    )
    return finding, together.null


def _doubt(verdict: Verdict, trials: Sequence[Trial], minimum: float, level: float) -> str:
    """Why a change that several sessions show together is not confirmed; empty where it is."""
    agreeing = sum(shows(verdict, trial, minimum, level) for trial in trials)
    if verdict not in CHANGED or len(trials) == 1 or agreeing >= CONFIRMING:
        return ""
    return f"Not confirmed: {verdict} in {agreeing} of {len(trials)} sessions. "


def _evidence(outcome: Outcome, minimum: float) -> str:
    """What was compared with what, and the limit."""
    if outcome.effect is None:
        return "A single round has no interval."
    changed = outcome.effect.as_share.percent_text
    limit = f"{100 * minimum:g} % or more counts"
    if outcome.null is None:
        return f"{changed}, but the reference code was not compared with itself; {limit}."
    null = outcome.null.as_share.percent_text
    return f"{changed} in turns with the reference code; that code against itself {null}; {limit}."
