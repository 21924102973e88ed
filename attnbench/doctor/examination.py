"""Runs checks on a module; none can stop the others."""

import time
from collections.abc import Callable, Iterable, Iterator

import torch

from attnbench.doctor.check import Check, Outcome, failed, skipped
from attnbench.doctor.check_table import CHECKS, select
from attnbench.doctor.intake import SIZE, make_subject
from attnbench.doctor.subject import Subject
from attnbench.environment import resolve_device
from attnbench.own.containment import contained, error_text
from attnbench.plan.session import Build
from attnbench.version import __version__
from attnreport.checkup.checkup import Checkup, Finding, Result
from attnzoo.fit import Size

FIRST = "runs"
"""The check without which no other says anything."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a check that begins, its number and how many there are."""


def check(
    module: str | Build,
    *,
    channels: int | Iterable[int] | None = None,
    size: Size = SIZE,
    device: str = "cpu",
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    thorough: bool = False,
    report: Progress = lambda _name, _number, _count: None,
) -> Checkup:
    """Examine a module; a fault in it is a finding, never an exception.

    Args:
        module: A name as on the command line, `mine.py:MyAttention(reduction=4)`, or a class, or
            any callable from channels to a module.
        channels: Channels of the map, or several counts, all of which must work. None takes 64, or
            the first of 128, 256 and 512 that the module takes.
        size: Height and width of the map.
        device: Where it runs.
        only: Names of checks; empty means all.
        skip: Names of checks to leave out.
        thorough: Whether to run the slow checks too.
        report: Called with the progress.

    Raises:
        WrongUse: if there is no such module, check or device, or the module does not take the
            channels.
    """
    named = tuple(only)
    checks = select(named, skip)
    counts = (channels,) if isinstance(channels, int) else tuple(channels or ())
    subject = make_subject(module, counts, size, resolve_device(device))
    findings = examine(subject, checks, thorough=thorough or bool(named), report=report)
    return Checkup(
        module=subject.name,
        channels=subject.channels,
        height=subject.size[0],
        width=subject.size[1],
        device=subject.device,
        torch=torch.__version__,
        attnbench=__version__,
        findings=tuple(findings),
        count=len(CHECKS),
    )


def examine(
    subject: Subject,
    checks: Iterable[Check],
    *,
    thorough: bool = True,
    report: Progress = lambda _name, _number, _count: None,
) -> Iterator[Finding]:
    """What each check finds, one after another.

    Args:
        subject: The module.
        checks: The checks to run, in order. `runs` is always run; if it fails, the others are
            skipped, unless there is a call that works, which they then examine.
        thorough: Whether to run the slow checks too.
        report: Called with the progress.
    """
    chosen = tuple(checks)
    is_running, is_steady = True, _is_steady(subject)
    if all(check.name != FIRST for check in chosen):
        first, start = CHECKS[FIRST], time.perf_counter()
        outcome = _outcome(first, subject)
        if outcome.result is Result.FAILED:
            is_running = not outcome.stops
            yield _finding(first, outcome, time.perf_counter() - start)
    for number, check in enumerate(chosen, start=1):
        report(check.name, number, len(chosen))
        start = time.perf_counter()
        if not is_running:
            outcome = skipped(f"it does not run: see {FIRST}")
        elif check.thorough and not thorough:
            outcome = skipped("takes up to a minute", "Run the thorough checks to examine it.")
        elif check.needs_steady and not is_steady:
            outcome = skipped("its evaluation is random: see determinism")
        else:
            outcome = _outcome(check, subject)
        if check.name == FIRST:
            is_running = outcome.result is not Result.FAILED or not outcome.stops
        yield _finding(check, outcome, time.perf_counter() - start)


def _is_steady(subject: Subject) -> bool:
    """Whether evaluation is not random; what does not run is not held to be so."""
    try:
        with contained():
            return subject.is_steady()
    except (Exception, SystemExit):  # noqa: BLE001 - the checks tell
        return True


def _outcome(check: Check, subject: Subject) -> Outcome:
    """The outcome of one check, alone with its own random numbers and settings."""
    try:
        with contained():
            return check.examine(subject)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a user's code may raise anything
        return failed(error_text(error))


def _finding(check: Check, outcome: Outcome, wall_s: float) -> Finding:
    is_explained = outcome.result in (Result.FAILED, Result.WARNED)
    return Finding(
        check=check.name,
        theme=check.theme,
        title=check.title,
        result=outcome.result,
        seen=outcome.seen,
        meaning=outcome.meaning or (check.meaning if is_explained else ""),
        remedy=outcome.remedy or (check.remedy if is_explained else ""),
        wall_s=wall_s,
    )
