"""Times of two sets that share no session: ratios to the baseline network, each in its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p

import numpy as np
from scipy.stats import mannwhitneyu

from attnreport.record import BASELINE, SpeedRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.conditions import REMEDY, TIMES_DEPEND_ON, refusal
from attnreport.regression.judges.decision import CHANGED, decide
from attnreport.regression.judges.estimate import Estimate, median_difference
from attnreport.regression.judges.judging import Note, Refused, Statement, Subject
from attnreport.regression.judges.ratios import Ratios, ratios_of
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.quantity import Quantity
from attnreport.regression.session_values import SecondsOf, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _SessionVerdict:
    """What one current session says of a row."""

    verdict: Verdict
    ratio: float
    """To the baseline network, the median over rounds."""
    change: Estimate | None
    """Change of the logarithm of the ratio; None of a single round."""
    reason: str


def judge_stored_times(
    pair: Pair, metric: Quantity, seconds_of: SecondsOf, rule: TimeRule
) -> Iterator[Statement]:
    """A finding for each row but the baseline network, whose ratio to itself is always 1."""
    old, newest = pair.before.fullest(seconds_of), pair.after.fullest(seconds_of)
    # A session that was measured again has the key of the first.
    current = [s for s in pair.after.sessions if newest and s.key == newest.key]
    if old is None or newest is None:
        for row in _rows(seconds_of(old) if old else {}):
            yield pair.subject(row, metric).missing()
        for row in _rows(seconds_of(newest) if newest else {}):
            yield pair.subject(row, metric).new()
        return
    refused = _refusal(metric, seconds_of, old, current)
    if refused:
        yield Refused(refused)
        return
    before = ratios_of(old, seconds_of, rule.level)
    after = [ratios_of(session, seconds_of, rule.level) for session in current]
    yield _null_note(metric, before, after)
    for row in _rows(seconds_of(old), *map(seconds_of, current)):
        subject = pair.subject(row, metric)
        having = [ratios for ratios in after if row in ratios.seconds]
        if row not in before.seconds:
            yield subject.new()
        elif not having:
            yield subject.missing()
        else:
            yield _judged(subject, before, having, rule)


def _rows(*sessions: Mapping[str, object]) -> Iterator[str]:
    """The rows of any of the sessions that have a ratio to tell."""
    return (row for row in rows_of(*sessions) if row != BASELINE)


def _refusal(
    metric: Quantity, seconds_of: SecondsOf, old: SpeedRecord, current: Sequence[SpeedRecord]
) -> str:
    """Why the sessions cannot be compared; empty where they can."""
    differing = [refusal(metric, TIMES_DEPEND_ON, old, session) for session in current]
    if any(differing):
        return next(filter(None, differing))
    if any(BASELINE not in seconds_of(session) for session in (old, *current)):
        return (
            f"{metric.title} is not compared: a session lacks the baseline network, which the rows "
            f"are ratios to; {REMEDY}."
        )
    return ""


def _null_note(metric: Quantity, before: Ratios, after: Sequence[Ratios]) -> Note:
    current = ", ".join(ratios.null_text for ratios in after)
    return Note(
        f"{metric.title} of the baseline network against itself: {before.null_text} in the "
        f"reference results, {current} in the current results."
    )


def _judged(subject: Subject, before: Ratios, after: Sequence[Ratios], rule: TimeRule) -> Finding:
    for ratios in (before, *after):
        fault = ratios.fault(subject.row)
        if fault is not None:
            return subject.finding(Verdict.BROKEN, f"The times cannot be read: {fault}.")
    single = [_of_session(subject.row, before, ratios, rule) for ratios in after]
    verdict = _agreed([session.verdict for session in single])
    shown = next((s for s in reversed(single) if s.verdict is verdict), single[-1])
    is_doubtful = shown.verdict is not verdict
    doubt = f"Not confirmed: not all of {len(after)} sessions say so. " if is_doubtful else ""
    return subject.finding(
        verdict,
        f"{doubt}{shown.reason}",
        before=exp(float(np.median(before.of(subject.row)))),
        after=shown.ratio,
        estimate=shown.change.as_share if shown.change else None,
        is_of_ratio=True,
    )


def _agreed(verdicts: Sequence[Verdict]) -> Verdict:
    """A change only where all sessions say so; else ok if any of them could tell."""
    if len(set(verdicts)) == 1:
        return verdicts[0]
    return Verdict.TOO_NOISY if any(verdict in CHANGED for verdict in verdicts) else Verdict.OK


def _of_session(row: str, before: Ratios, after: Ratios, rule: TimeRule) -> _SessionVerdict:
    ratio = exp(float(np.median(after.of(row))))
    change = median_difference(before.of(row), after.of(row), rule.level)
    if change is None:
        reason = "A single round has no interval."
        return _SessionVerdict(verdict=Verdict.TOO_NOISY, ratio=ratio, change=None, reason=reason)
    p_value = float(mannwhitneyu(before.of(row), after.of(row)).pvalue)
    minimum = rule.minimum_effect_across_sessions
    verdict = decide(change.value, change.low, change.high, log1p(minimum))
    reason = (
        f"{change.as_share.percent_text} in the ratio to the baseline network, each in its own "
        f"session; Mann-Whitney p = {p_value:.2g}, level {rule.level:g}; "
        f"{100 * minimum:g} % or more counts."
    )
    unsound = [ratios.null_text for ratios in (before, after) if not ratios.is_sound(minimum)]
    if unsound:
        reason += (
            f" The baseline network against itself: {', '.join(unsound)}, where less than "
            f"{100 * minimum:g} % has to be sure."
        )
    if unsound or (verdict in CHANGED and p_value >= rule.level):
        verdict = Verdict.TOO_NOISY
    return _SessionVerdict(verdict=verdict, ratio=ratio, change=change, reason=reason)
