"""How many seeds a study's rows need, by the spread that its seeds have shown so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from attnreport.comparison.effects import NO_SPREAD
from attnreport.record import TrainRecord
from attnreport.scores import headline, last_scores_by_variant
from attnreport.seeds.power import deviation_interval, seeds_needed
from attnreport.statistics import pooled_deviation


class CannotPlan(ValueError):
    """A difference or a power that no number of seeds is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is to be seen."""

    difference: float
    """From the baseline, in points of the headline score."""
    power: float
    """Chance with which it is to be called a difference."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            CannotPlan: if one is out of range.
        """
        if not 0 < self.difference <= 100:
            raise CannotPlan(
                f"cannot detect {self.difference:g} points; pass more than 0 and at most 100"
            )
        if not 0 < self.power < 1:
            raise CannotPlan(
                f"power {self.power:g} is no chance; pass one between 0 and 1, such as 0.8"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Standard deviation of the headline score over seeds, in points, pooled over the rows."""

    score: str
    value: float
    low: float
    high: float
    """Ends of the 95 % interval."""
    freedom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Seeds of each row; None is more than anybody trains."""

    seeds: int | None
    low: int | None
    high: int | None
    """With the standard deviation at the ends of its interval."""


def spread_of(runs: Sequence[TrainRecord]) -> Spread | None:
    """The spread over seeds; None where no row has two of them, or all score alike."""
    kind = headline(runs)
    if kind is None:
        return None
    rows = [row for row in last_scores_by_variant(runs, kind).values() if len(row) > 1]
    if not rows:
        return None
    value, freedom = pooled_deviation(rows)
    if not value > NO_SPREAD:
        return None
    low, high = deviation_interval(value, freedom)
    return Spread(score=kind.name, value=value, low=low, high=high, freedom=freedom)


def need_of(aim: Aim, spread: Spread, modules: int) -> Need:
    """The seeds that the aim takes with so many modules beside the baseline."""
    seeds, low, high = (
        seeds_needed(aim.difference, deviation, aim.power, modules)
        for deviation in (spread.value, spread.low, spread.high)
    )
    return Need(seeds=seeds, low=low, high=high)
