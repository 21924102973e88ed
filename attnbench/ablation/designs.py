"""Designs: the combinations of levels that an ablation measures."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from attnbench.ablation.factor import Factor
from attnbench.errors import WrongUse
from attnbench.plan.option_text import OptionValue
from attnzoo.option import value_text

Assignment = Mapping[str, OptionValue]
"""The levels of one row by factor."""

Designer = Callable[[Sequence[Factor]], list[Assignment]]


def grid(factors: Sequence[Factor]) -> list[Assignment]:
    """Every combination of all levels."""
    names = [factor.name for factor in factors]
    return [
        dict(zip(names, levels, strict=True))
        for levels in product(*(factor.levels for factor in factors))
    ]


def one_at_a_time(factors: Sequence[Factor]) -> list[Assignment]:
    """The center, and every other level of one factor at a time."""
    center = {factor.name: factor.center for factor in factors}
    others = [
        {**center, factor.name: level}
        for factor in factors
        for level in factor.levels
        if level != factor.center
    ]
    return [center, *others]


def leave_one_out(factors: Sequence[Factor]) -> list[Assignment]:
    """Everything switched on, and one switch off at a time.

    Raises:
        WrongUse: if a factor is not a switch.
    """
    for factor in factors:
        if not (factor.is_switch and set(factor.levels) == {True, False}):
            levels = ",".join(map(value_text, factor.levels))
            raise WrongUse(
                f"leave-one-out needs factors that are on and off (got {factor.name}={levels}); "
                "use one-at-a-time or grid",
                parameter="design",
            )
    everything = {factor.name: True for factor in factors}
    return [everything, *({**everything, factor.name: False} for factor in factors)]


DESIGNS: Mapping[str, Designer] = {
    "grid": grid,
    "one-at-a-time": one_at_a_time,
    "leave-one-out": leave_one_out,
}


def grid_and_parts(varied: Sequence[Factor], parts: Sequence[Factor]) -> list[Assignment]:
    """A grid of what is varied, and at its center one part switched off at a time."""
    on = {part.name: True for part in parts}
    center = {factor.name: factor.center for factor in varied}
    without = [{**center, **on, part.name: False} for part in parts]
    return [*({**levels, **on} for levels in grid(varied)), *without]
