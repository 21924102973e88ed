"""Runs checks on a module; none can stop the others."""

import inspect
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import torch
from torch import nn

from attnbench.doctor.catalog import CHECKS, select
from attnbench.doctor.check import Check, Outcome, failed, skipped
from attnbench.doctor.containment import contained, error_text
from attnbench.doctor.subject import Subject
from attnbench.environment import resolve_device
from attnbench.errors import WrongUse
from attnbench.own.entry import entry_of
from attnbench.own.lookup import find
from attnbench.plan.variant import THE_BASELINE, OptionValue, Variant, parse_variant
from attnbench.version import __version__
from attnreport.checkup.checkup import Checkup, Finding, Result
from attnzoo import Entry
from attnzoo.fit import Size

CHANNELS = (64, 128, 256, 512)
"""Tried in this order where none are given."""

SIZE = (16, 16)

FIRST = "runs"
"""The check without which no other says anything."""

Report = Callable[[str, int, int], None]
"""Is told the name of a check that begins, its number and how many there are."""


def check(
    module: str | Callable[..., nn.Module],
    *,
    channels: int | Iterable[int] | None = None,
    size: Size = SIZE,
    device: str = "cpu",
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    thorough: bool = False,
    report: Report = lambda _name, _number, _count: None,
) -> Checkup:
    """Examine a module; what is wrong with it is a finding, never an exception.

    Args:
        module: A name as on the command line, `mine.py:MyAttention(reduction=4)`, or a class, or
            any callable from channels to a module.
        channels: Of the map; more than one must all work. None takes 64, or the first of 128, 256
            and 512 that the module takes.
        size: Height and width of the map.
        device: Where it runs.
        only: Names of checks; none means all.
        skip: Names of checks to leave out.
        thorough: Whether to run the checks that take long too.
        report: Is told the progress.

    Raises:
        WrongUse: if the module, a check or the device is not there, or does not take the channels.
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


def make_subject(
    module: str | Callable[..., nn.Module],
    channels: tuple[int, ...] = (),
    size: Size = SIZE,
    device: str = "cpu",
) -> Subject:
    """The subject of an examination.

    Raises:
        WrongUse: if there is no such module, or it does not take the channels.
    """
    if isinstance(module, str):
        variant = parse_variant(module)
        if variant == THE_BASELINE:
            raise WrongUse("baseline is no module; name one, such as mine.py:MyAttention or eca")
        with contained():
            entry = find(variant.module)
        address: str | None = str(variant)
    else:
        address = _address(module)
        variant = Variant(getattr(module, "__name__", type(module).__name__))
        entry = entry_of(variant.module, module)
    options = dict(variant.options)
    entry.check_options(options)
    if any(count < 1 for count in channels) or min(size) < 1:
        raise WrongUse(f"channels={channels} on {size[0]}x{size[1]} is no map; pass 1 or more")
    first, *others = channels or (_first_that_fits(entry, size, options),)
    _refuse_misfit(entry, first, size, options)
    return Subject(
        name=str(variant),
        build=partial(entry.build, **options),
        channels=first,
        size=size,
        others=tuple(others),
        device=device,
        sized=entry.sized,
        address=address,
    )


def _address(build: Callable[..., nn.Module]) -> str | None:
    """By what another process finds a class: its file and name."""
    try:
        file = inspect.getsourcefile(build)
    except TypeError:
        return None
    name = getattr(build, "__qualname__", "")
    return f"{file}:{name}" if file and name.isidentifier() else None


def _first_that_fits(entry: Entry, size: Size, options: dict[str, OptionValue]) -> int:
    with contained():
        fitting = (each for each in CHANNELS if entry.misfit(each, *size, **options) is None)
        return next(fitting, CHANNELS[0])


def _refuse_misfit(
    entry: Entry, channels: int, size: Size, options: dict[str, OptionValue]
) -> None:
    """For a module of the catalogue; what a user's own does there is for the checks to find."""
    reason = None if entry.family == "own" else entry.misfit(channels, *size, **options)
    if reason is not None:
        raise WrongUse(
            f"{entry.name} does not take {channels} channels on {size[0]}x{size[1]} maps: "
            f"{reason}; pass other --channels, --input or options"
        )


def examine(
    subject: Subject,
    checks: Iterable[Check],
    *,
    thorough: bool = True,
    report: Report = lambda _name, _number, _count: None,
) -> Iterator[Finding]:
    """What each check finds, one after another.

    Args:
        subject: The module.
        checks: In their order; if `runs` fails, asked for or not, the others are skipped.
        thorough: Whether to run those that take long.
        report: Is told the progress.
    """
    asked = tuple(checks)
    is_running, is_steady = True, _is_steady(subject)
    if all(each.name != FIRST for each in asked):
        (first,) = select(only=(FIRST,))
        start = time.perf_counter()
        outcome = _outcome(first, subject)
        if outcome.result is Result.FAILED:
            is_running = False
            yield _finding(first, outcome, time.perf_counter() - start)
    for number, each in enumerate(asked, start=1):
        report(each.name, number, len(asked))
        start = time.perf_counter()
        if not is_running:
            outcome = skipped(f"it does not run: see {FIRST}")
        elif each.thorough and not thorough:
            outcome = skipped("takes up to a minute", "Run with --thorough to examine it.")
        elif each.needs_steady and not is_steady:
            outcome = skipped("its evaluation is random: see determinism")
        else:
            outcome = _outcome(each, subject)
        if each.name == FIRST:
            is_running = outcome.result is not Result.FAILED
        yield _finding(each, outcome, time.perf_counter() - start)


def _is_steady(subject: Subject) -> bool:
    """Whether evaluation is not random; what does not run is not held to be so."""
    try:
        with contained():
            return subject.is_steady()
    except (Exception, SystemExit):  # noqa: BLE001 - the checks tell
        return True


def _outcome(asked: Check, subject: Subject) -> Outcome:
    """The outcome of one check, alone with its own random numbers and settings."""
    try:
        with contained():
            return asked.examine(subject)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a user's code may raise anything
        return failed(error_text(error))


def _finding(asked: Check, outcome: Outcome, wall_s: float) -> Finding:
    is_told = outcome.result in (Result.FAILED, Result.WARNED)
    return Finding(
        check=asked.name,
        theme=asked.theme,
        title=asked.title,
        result=outcome.result,
        seen=outcome.seen,
        meaning=outcome.meaning or (asked.meaning if is_told else ""),
        remedy=outcome.remedy or (asked.remedy if is_told else ""),
        wall_s=wall_s,
    )
