"""A check, and the ways in which it can end."""

from collections.abc import Callable
from dataclasses import dataclass

from attnbench.doctor.subject import Subject
from attnreport.checkup.checkup import Result


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an examination ended; an empty meaning or remedy stands for the check's own."""

    result: Result
    seen: str
    meaning: str = ""
    remedy: str = ""
    stops: bool = True
    """Whether a failure leaves nothing for the other checks to examine, if they all rest on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is examined about a module."""

    name: str
    """Short, as `--only` takes it."""

    theme: str

    title: str
    """A statement that holds for a sound module."""

    examine: Callable[[Subject], Outcome]
    """Examines a module; an exception counts as a failure."""

    meaning: str
    """What a failure means to someone who trains with the module."""

    remedy: str
    """How to fix it."""

    needs_steady: bool = False
    """Whether it can only examine a module whose evaluation is not random."""

    thorough: bool = False
    """Whether it is slow, and runs only on request."""


def passed(seen: str = "") -> Outcome:
    """It is as it should be; `seen` says more than the title, or nothing."""
    return Outcome(Result.PASSED, seen)


def failed(seen: str, meaning: str = "", remedy: str = "", *, stops: bool = True) -> Outcome:
    """It is not as it should be."""
    return Outcome(Result.FAILED, seen, meaning, remedy, stops)


def warned(seen: str, meaning: str = "", remedy: str = "") -> Outcome:
    """It may be intended, but the user should know."""
    return Outcome(Result.WARNED, seen, meaning, remedy)


def skipped(reason: str, remedy: str = "") -> Outcome:
    """It was not examined, for this reason."""
    return Outcome(Result.SKIPPED, reason, remedy=remedy)
