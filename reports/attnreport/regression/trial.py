"""What turns of two versions of the code say about one row, sitting by sitting or pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log1p

from attnreport.record import SpeedRecord
from attnreport.regression.decision import decide, is_nothing
from attnreport.regression.estimate import Estimate, hodges_lehmann, mean_estimate
from attnreport.regression.finding import Verdict
from attnreport.regression.rounds import Logarithms, Seconds, fault_of, log_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Records that took turns."""

    before: SpeedRecord
    after: SpeedRecord
    again: SpeedRecord | None
    """The code before, once more in another process; None where there was no such process."""

    @property
    def records(self) -> tuple[SpeedRecord, ...]:
        """All that there are."""
        return tuple(each for each in (self.before, self.after, self.again) if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Logarithms of ratios of one row, one for each launch, in their order."""

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


def fault_in(sitting: Sitting, row: str, seconds_of: Seconds) -> str | None:
    """Why a row's rounds cannot be held against each other; None where they can."""
    launches = {record.launch_rounds for record in sitting.records}
    if len(launches) > 1:
        return "the processes were launched at different rounds"
    rounds = len(seconds_of(sitting.before)[row])
    given = sitting.before.launch_rounds
    if given and (min(given) < 1 or sum(given) != rounds):
        return f"launches of {sum(given)} rounds do not make up {rounds}"
    timed = [seconds_of(record) for record in sitting.records]
    return fault_of(*(seconds[row] for seconds in timed if row in seconds))


def trial_of(sitting: Sitting, row: str, seconds_of: Seconds) -> Trial:
    """The ratios of a row that has no fault.

    The reference code was timed twice: the geometric mean of both halves its noise.
    """
    before, after = (log_seconds(seconds_of(each)[row]) for each in (sitting.before, sitting.after))
    again = seconds_of(sitting.again).get(row) if sitting.again else None
    launches = sitting.before.launch_rounds
    if again is None:
        return Trial(effects=_by_launch(after - before, launches), nulls=())
    once_more = log_seconds(again)
    return Trial(
        effects=_by_launch(after - (before + once_more) / 2, launches),
        nulls=_by_launch(once_more - before, launches),
    )


def pooled(trials: Sequence[Trial]) -> Trial:
    """The launches of several sittings, as if of one."""
    return Trial(
        effects=tuple(effect for trial in trials for effect in trial.effects),
        nulls=tuple(null for trial in trials for null in trial.nulls),
    )


def outcome_of(trial: Trial, minimum_effect: float, level: float) -> Outcome:
    """The verdict: too noisy unless the reference code held against itself shows no change.

    Args:
        trial: Of one row.
        minimum_effect: As a share.
        level: Chance of an interval to leave out the truth.
    """
    effect, null = mean_estimate(trial.effects, level), mean_estimate(trial.nulls, level)
    minimum = log1p(minimum_effect)
    is_sound = null is not None and is_nothing(null.value, null.low, null.high, minimum)
    if effect is None or not is_sound:
        return Outcome(verdict=Verdict.TOO_NOISY, effect=effect, null=null)
    verdict = decide(effect.value, effect.low, effect.high, minimum)
    return Outcome(verdict=verdict, effect=effect, null=null)


def _by_launch(ratios: Logarithms, launches: Sequence[int]) -> tuple[float, ...]:
    """One value for each launch; where there is one launch, each round is a unit."""
    if len(launches) < 2:
        return tuple(map(float, ratios))
    ends = accumulate(launches, initial=0)
    return tuple(hodges_lehmann(ratios[start:end]) for start, end in pairwise(ends))
