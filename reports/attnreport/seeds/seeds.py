"""How many seeds a study's rows need, by the spread that its seeds have shown so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from attnreport.blocks.spread import spread_of as spread_of_rows
from attnreport.comparison.effects import scores_of
from attnreport.errors import WrongValue
from attnreport.record import ScoreKind, TrainRecord
from attnreport.scores import headline
from attnreport.seeds.power import deviation_interval, seeds_needed


class CannotPlan(WrongValue):
    """A difference or a power that no number of seeds can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a study should be able to show."""

    detect: float
    """The difference from the baseline, in the headline score's unit of differences."""
    power: float
    """Chance with which it should be called a difference."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            CannotPlan: if one is out of range.
        """
        if not 0 < self.detect < inf:
            raise CannotPlan(f"must be more than 0 (got {self.detect:g})", parameter="detect")
        if not 0 < self.power < 1:
            allowed = "must be between 0 and 1, such as 0.8"
            raise CannotPlan(f"{allowed} (got {self.power:g})", parameter="power")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Standard deviation of the headline score over seeds, without what rows of a seed share."""

    kind: ScoreKind
    """The headline score, whose unit of differences the numbers have."""
    value: float
    low: float
    high: float
    """Ends of the 95 % interval."""
    freedom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Seeds of each row; None where even `MOST_SEEDS` are too few."""

    seeds: int | None
    low: int | None
    high: int | None
    """With the standard deviation at the ends of its interval."""


def spread_of(runs: Sequence[TrainRecord]) -> Spread | None:
    """The spread over seeds; None where no row has two of them, or no difference varies."""
    kind = headline(runs)
    spread = spread_of_rows(scores_of(runs, kind)) if kind is not None else None
    if kind is None or spread is None:
        return None
    low, high = deviation_interval(spread.deviation, spread.freedom)
    return Spread(kind=kind, value=spread.deviation, low=low, high=high, freedom=spread.freedom)


def need_of(aim: Aim, spread: Spread, modules: int) -> Need:
    """The seeds that the aim takes with that number of modules beside the baseline."""
    seeds, low, high = (
        seeds_needed(aim.detect, deviation, aim.power, modules)
        for deviation in (spread.value, spread.low, spread.high)
    )
    return Need(seeds=seeds, low=low, high=high)
