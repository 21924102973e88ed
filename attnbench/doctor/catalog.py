"""All checks, in the order in which they are run and told."""

from collections.abc import Iterable
from difflib import get_close_matches

from attnbench.doctor.check import Check
from attnbench.doctor.checks import (
    batch,
    capture,
    constructor,
    copies,
    cost,
    ddp,
    gradients,
    maps,
    numbers,
    weights,
)
from attnbench.errors import WrongUse

CHECKS: tuple[Check, ...] = (
    maps.RUNS,
    weights.REGISTERED,
    *constructor.CHECKS,
    *maps.CHECKS,
    *gradients.CHECKS,
    weights.EFFECT,
    *batch.CHECKS,
    *copies.CHECKS,
    *ddp.CHECKS,
    *numbers.CHECKS,
    *capture.CHECKS,
    *cost.CHECKS,
)


def select(only: Iterable[str] = (), skip: Iterable[str] = ()) -> tuple[Check, ...]:
    """The checks that are asked for, in their order; all if none is named.

    Raises:
        WrongUse: if there is no such check, or none is left.
    """
    wanted, unwanted = tuple(only), tuple(skip)
    names = [check.name for check in CHECKS]
    for name in (*wanted, *unwanted):
        if name not in names:
            near = get_close_matches(name, names, n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            raise WrongUse(f"unknown check {name!r}; {meant}known: {', '.join(names)}")
    chosen = tuple(
        check
        for check in CHECKS
        if (not wanted or check.name in wanted) and check.name not in unwanted
    )
    if not chosen:
        raise WrongUse("no check is left; leave out --skip, or name others with --only")
    return chosen
