"""What turns of two versions of the code say about one row, session by session or pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log1p

from attnreport.record import SpeedRecord
from attnreport.regression.finding import Verdict
from attnreport.regression.judges.decision import CHANGED, decide
from attnreport.regression.judges.estimate import Estimate, ceiling, hodges_lehmann, mean_estimate
from attnreport.regression.judges.rounds import Logarithms, fault_of, log_seconds
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.session_values import SecondsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Records that took turns."""

    before: SpeedRecord
    after: SpeedRecord
    again: SpeedRecord | None
    """The code before, once more in another process; None where there was no such process."""

    @property
    def records(self) -> tuple[SpeedRecord, ...]:
        """Two or three of them."""
        return (self.before, self.after, *([self.again] if self.again else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Logarithms of ratios of one row, one for each block, in their order."""

    effects: tuple[float, ...]
    """Current code over reference code."""
    nulls: tuple[float, ...]
    """The reference code over itself; empty where it was timed once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A trial's verdict, and what it rests on: estimates of logarithms of ratios."""

    verdict: Verdict
    effect: Estimate | None
    """None of a single unit."""
    null: Estimate | None
    """None of a single unit, or where the reference code was timed once."""


def fault_in(session: Session, row: str, seconds_of: SecondsOf) -> str | None:
    """Why a row's rounds cannot be compared; None where they can."""
    blocks = {record.block_rounds for record in session.records}
    if len(blocks) > 1:
        return "the processes have blocks of different rounds"
    rounds = len(seconds_of(session.before)[row])
    block_rounds = session.before.block_rounds
    if block_rounds and (min(block_rounds) < 1 or sum(block_rounds) != rounds):
        return f"blocks of {sum(block_rounds)} rounds do not make up {rounds}"
    timed = [seconds_of(record) for record in session.records]
    return fault_of(*(seconds[row] for seconds in timed if row in seconds))


def trial_of(session: Session, row: str, seconds_of: SecondsOf) -> Trial:
    """The ratios of a row that has no fault.

    The reference code was timed twice: the geometric mean of both halves its noise.
    """
    before = log_seconds(seconds_of(session.before)[row])
    after = log_seconds(seconds_of(session.after)[row])
    again = seconds_of(session.again).get(row) if session.again else None
    blocks = session.before.block_rounds
    if again is None:
        return Trial(effects=_by_block(after - before, blocks), nulls=())
    once_more = log_seconds(again)
    return Trial(
        effects=_by_block(after - (before + once_more) / 2, blocks),
        nulls=_by_block(once_more - before, blocks),
    )


def pooled(trials: Sequence[Trial]) -> Trial:
    """The blocks of several sessions, as if of one."""
    return Trial(
        effects=tuple(effect for trial in trials for effect in trial.effects),
        nulls=tuple(null for trial in trials for null in trial.nulls),
    )


def outcome_of(trial: Trial, minimum_effect: float, rule: TimeRule) -> Outcome:
    """The verdict: too noisy where the reference code seems to differ from itself.

    It may come out different by half the least effect, or, if that is more, by a third of the
    change.

    Args:
        trial: Of one row.
        minimum_effect: Of the row, as a share.
        rule: With the chances of erring.
    """
    effect = mean_estimate(trial.effects, rule.level)
    null = mean_estimate(trial.nulls, rule.level)
    minimum = log1p(minimum_effect)
    if effect is None or null is None or abs(null.value) > max(minimum / 2, abs(effect.value) / 3):
        return Outcome(verdict=Verdict.TOO_NOISY, effect=effect, null=null)
    most = ceiling(trial.effects, rule.level_of_ok)
    verdict = decide(effect.value, effect.low, effect.high, minimum, ceiling=most)
    return Outcome(verdict=verdict, effect=effect, null=null)


def shows(verdict: Verdict, trial: Trial, minimum_effect: float, level: float) -> bool:
    """Whether one of several trials shows what all of them show together.

    That the reference code equals itself is shown by all together; here it must not surely differ.

    Args:
        verdict: Of all trials together.
        trial: One of them.
        minimum_effect: As a share.
        level: Chance of an interval to leave out the truth.
    """
    minimum = log1p(minimum_effect)
    effect, null = (_decided(values, minimum, level) for values in (trial.effects, trial.nulls))
    return effect is verdict and null not in CHANGED


def _decided(values: Sequence[float], minimum: float, level: float) -> Verdict | None:
    """The verdict on the mean of values; None of a single one."""
    mean = mean_estimate(values, level)
    return decide(mean.value, mean.low, mean.high, minimum) if mean else None


def _by_block(ratios: Logarithms, blocks: Sequence[int]) -> tuple[float, ...]:
    """One value for each block; where there is one block, each round is a unit."""
    if len(blocks) < 2:
        return tuple(map(float, ratios))
    ends = accumulate(blocks, initial=0)
    return tuple(hodges_lehmann(ratios[start:end]) for start, end in pairwise(ends))
