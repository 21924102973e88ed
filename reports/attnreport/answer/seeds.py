"""How many seeds would settle what is open."""

from attnreport.comparison.comparison import Comparison
from attnreport.seeds.power import seeds_about
from attnreport.seeds.seeds import spread_of

POWER = 0.8
"""Chance with which a gain that is worth having should be called one."""


def seeds_that_tell(comparison: Comparison, worth: float) -> int | None:
    """About how many seeds of each row would show a gain of that size; None if nobody can say."""
    spread = spread_of(comparison.runs)
    modules = sum(row.is_module and bool(row.seeds) for row in comparison.rows)
    if spread is None or not modules or worth <= 0:
        return None
    return seeds_about(worth, spread.value, POWER, modules)
