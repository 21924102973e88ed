"""Contrasts of rows with simultaneous intervals: whether a difference is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from attnreport.blocks.layout import Scores, Weights, common_seeds, layout_of, values_of
from attnreport.blocks.moderated import estimates
from attnreport.blocks.simulation import critical_values, p_values
from attnreport.blocks.spread import spread_of
from attnreport.statistics import ENOUGH_SEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasted:
    """A contrast of scores over the seeds that all of its rows have."""

    value: float
    low: float
    high: float
    """Ends of the 95 % interval, simultaneous over all contrasts that were asked for."""
    p_value: float
    """The chance that any of these contrasts looks as large where no row differs."""
    seeds: int

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def contrast_rows(scores: Scores, contrasts: Sequence[Weights]) -> list[Contrasted | None]:
    """The contrasts of scores, all tested together.

    Args:
        scores: By row and seed.
        contrasts: Each as the weights of its rows.

    Returns:
        None for contrasts with fewer than `ENOUGH_SEEDS` seeds in common, and for all of them
        where no row spreads.
    """
    are_tested = [len(common_seeds(scores, weights)) >= ENOUGH_SEEDS for weights in contrasts]
    if not any(are_tested) or spread_of(scores) is None:
        return [None] * len(contrasts)
    results = iter(_tested(scores, list(compress(contrasts, are_tested))))
    return [next(results) if is_tested else None for is_tested in are_tested]


def _tested(scores: Scores, contrasts: Sequence[Weights]) -> list[Contrasted]:
    layout = layout_of(scores, contrasts)
    estimated = estimates(layout, values_of(scores))
    values, half = estimated.values, critical_values(layout) * estimated.errors
    chances = p_values(layout, values / estimated.errors)
    seeds = layout.common.sum(axis=1)
    return [
        Contrasted(value=value, low=low, high=high, p_value=chance, seeds=count)
        for value, low, high, chance, count in zip(
            *(
                numbers.tolist()
                for numbers in (values, values - half, values + half, chances, seeds)
            ),
            strict=True,
        )
    ]
