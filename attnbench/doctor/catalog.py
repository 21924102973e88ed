"""All checks, in the order in which they are run and told."""

from collections.abc import Iterable

from attnbench.doctor import (
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
from attnbench.doctor.check import Check
from attnbench.errors import UnknownName, WrongUse

CHECKS: tuple[Check, ...] = (
    *maps.CHECKS,
    *constructor.CHECKS,
    *gradients.CHECKS,
    *weights.CHECKS,
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
        UnknownName: if there is no such check.
        WrongUse: if none is left.
    """
    wanted, unwanted = tuple(only), tuple(skip)
    names = [check.name for check in CHECKS]
    for name in (*wanted, *unwanted):
        if name not in names:
            raise UnknownName("check", name, names, "attnbench check --help")
    chosen = tuple(
        check
        for check in CHECKS
        if (not wanted or check.name in wanted) and check.name not in unwanted
    )
    if not chosen:
        raise WrongUse("no check is left; leave out --skip, or name others with --only")
    return chosen
