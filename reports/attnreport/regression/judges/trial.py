"""What turns of two versions of the code say about one row, session by session or pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log1p

import numpy as np

from attnreport.record import SpeedRecord
from attnreport.regression.finding import Verdict
from attnreport.regression.judges.decision import CHANGED, decide
from attnreport.regression.judges.estimate import Estimate, ceiling, mean_estimate, paired_shift
from attnreport.regression.judges.looks import looks_of
from attnreport.regression.judges.rounds import Logarithms, fault_of, log_seconds
from attnreport.regression.judges.spending import level_at
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.session_values import SecondsOf

CONFIRMING = 2
"""Where there are several sessions, this many have to show a change, each by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Records that took turns, one a process."""

    before: tuple[SpeedRecord, ...]
    """Of the code before; two processes of it tell how far equal code differs."""
    after: SpeedRecord

    @property
    def records(self) -> tuple[SpeedRecord, ...]:
        """Those of all processes."""
        return (*self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Logarithms of ratios of one row, one for each block, in their order."""

    effects: tuple[float, ...]
    """Current code over reference code."""
    nulls: tuple[float, ...]
    """The reference code over itself; empty where it was timed once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The verdict on trials, and what it rests on: estimates of logarithms of ratios."""

    verdict: Verdict
    effect: Estimate | None
    """None of a single unit."""
    null: Estimate | None
    """None of a single unit, or where the reference code was timed once."""
    most: float | None
    """What the effect does not exceed, by the bound of this look; None of a single unit."""
    doubt: str = ""
    """Why a change that the trials show together is not confirmed, as a sentence."""


def fault_in(session: Session, row: str, seconds_of: SecondsOf) -> str | None:
    """Why a row's rounds cannot be compared; None where they can."""
    blocks = {record.block_rounds for record in session.records}
    if len(blocks) > 1:
        return "the processes have blocks of different rounds"
    (block_rounds,) = blocks
    rounds = len(seconds_of(session.before[0])[row])
    if block_rounds and (min(block_rounds) < 1 or sum(block_rounds) != rounds):
        return f"blocks of {sum(block_rounds)} rounds do not make up {rounds}"
    timed = [seconds_of(record) for record in session.records]
    return fault_of(*(seconds[row] for seconds in timed if row in seconds))


def trial_of(session: Session, row: str, seconds_of: SecondsOf) -> Trial:
    """The ratios of a row that has no fault."""
    (after,) = _logarithms([session.after], row, seconds_of)
    before = _logarithms(session.before, row, seconds_of)
    blocks = session.before[0].block_rounds
    return Trial(
        effects=_by_block(after, before, blocks), nulls=_by_block(before[-1], before[:-1], blocks)
    )


def _logarithms(
    records: Sequence[SpeedRecord], row: str, seconds_of: SecondsOf
) -> list[Logarithms]:
    """Those of a row's times in every process that has it."""
    timed = [seconds_of(record) for record in records]
    return [log_seconds(seconds[row]) for seconds in timed if row in seconds]


def _by_block(
    after: Logarithms, before: Sequence[Logarithms], blocks: Sequence[int]
) -> tuple[float, ...]:
    """One value for each block; where there is one block, each round is a unit."""
    if not before:
        return ()
    if len(blocks) < 2:
        return tuple(map(float, after - np.mean(before, axis=0)))
    return tuple(
        float(paired_shift(after[start:end], [one[start:end] for one in before]))
        for start, end in pairwise(accumulate(blocks, initial=0))
    )


def pooled(trials: Sequence[Trial]) -> Trial:
    """The blocks of several sessions, as if of one."""
    return Trial(
        effects=tuple(effect for trial in trials for effect in trial.effects),
        nulls=tuple(null for trial in trials for null in trial.nulls),
    )


def outcome_of(trials: Sequence[Trial], minimum_effect: float, rule: TimeRule) -> Outcome:
    """The verdict on a row after one session or several.

    It is too noisy where the reference code seems to differ from itself by half the least effect,
    or, if that is more, by a third of the change; and where there are several sessions and a change
    is not confirmed.

    Args:
        trials: Of one row, one a session.
        minimum_effect: Of the row, as a share.
        rule: With the chances of erring.
    """
    together, minimum = pooled(trials), log1p(minimum_effect)
    effect = mean_estimate(together.effects, rule.level)
    null = mean_estimate(together.nulls, rule.level)
    if effect is None:
        return Outcome(verdict=Verdict.TOO_NOISY, effect=None, null=null, most=None)
    looks = looks_of(len(trial.effects) for trial in trials)
    most = ceiling(together.effects, level_at(looks, rule.level_of_ok))
    verdict, doubt = Verdict.TOO_NOISY, ""
    if null is not None and abs(null.value) <= max(minimum / 2, abs(effect.value) / 3):
        verdict = decide(effect.value, effect.low, effect.high, minimum, ceiling=most)
        doubt = _doubt(verdict, trials, minimum, rule.level)
    return Outcome(
        verdict=Verdict.TOO_NOISY if doubt else verdict,
        effect=effect,
        null=null,
        most=most,
        doubt=doubt,
    )


def _doubt(verdict: Verdict, trials: Sequence[Trial], minimum: float, level: float) -> str:
    if verdict not in CHANGED or len(trials) == 1:
        return ""
    agreeing = sum(_shows(verdict, trial, minimum, level) for trial in trials)
    if agreeing >= CONFIRMING:
        return ""
    return f"Not confirmed: {verdict} in {agreeing} of {len(trials)} sessions."


def _shows(verdict: Verdict, trial: Trial, minimum: float, level: float) -> bool:
    """Whether one of several trials shows what all of them show together.

    That the reference code equals itself is shown by all together; here it must not surely differ.
    """
    effect, null = (_decided(values, minimum, level) for values in (trial.effects, trial.nulls))
    return effect is verdict and null not in CHANGED


def _decided(values: Sequence[float], minimum: float, level: float) -> Verdict | None:
    """The verdict on the mean of values; None of a single one."""
    mean = mean_estimate(values, level)
    return decide(mean.value, mean.low, mean.high, minimum) if mean else None
