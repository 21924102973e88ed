"""The table of all checks, in the order in which they run."""

from collections.abc import Iterable, Mapping
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

CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
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
}
"""Every check by its name."""


def select(only: Iterable[str] = (), skip: Iterable[str] = ()) -> tuple[Check, ...]:
    """The checks to run, in the order of the table.

    Args:
        only: Names of checks; empty means all.
        skip: Names of checks to leave out.

    Raises:
        WrongUse: if there is no such check, or none is left.
    """
    included, excluded = tuple(only), tuple(skip)
    for name in (*included, *excluded):
        if name not in CHECKS:
            near = get_close_matches(name, CHECKS, n=1)
            suggestion = f"did you mean {near[0]!r}? " if near else ""
            raise WrongUse(f"unknown check {name!r}; {suggestion}known: {', '.join(CHECKS)}")
    chosen = tuple(
        check
        for name, check in CHECKS.items()
        if (not included or name in included) and name not in excluded
    )
    if not chosen:
        raise WrongUse("no check is left; skip fewer checks, or name others")
    return chosen
