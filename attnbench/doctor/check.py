"""A check, and the ways in which it can end."""

from collections.abc import Callable
from dataclasses import dataclass

from attnbench.doctor.subject import Subject
from attnreport.checkup.checkup import Result


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an examination ended; where meaning or remedy is empty, the check's own is meant."""

    result: Result
    seen: str
    meaning: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question to a module."""

    name: str
    """Short, as `--only` takes it."""

    theme: str

    title: str
    """What is asked, as a statement that is true of a sound module."""

    examine: Callable[[Subject], Outcome]
    """What it raises counts as a failure."""

    meaning: str
    """What a failure means to someone who trains with the module."""

    remedy: str
    """How to fix it."""

    needs_steady: bool = False
    """Whether it says nothing about a module whose evaluation is random."""

    thorough: bool = False
    """Whether it takes long, and is only run when it is asked for."""


def passed(seen: str = "") -> Outcome:
    """As it should be; what was seen, where it says more than the title."""
    return Outcome(Result.PASSED, seen)


def failed(seen: str, meaning: str = "", remedy: str = "") -> Outcome:
    """Not as it should be."""
    return Outcome(Result.FAILED, seen, meaning, remedy)


def warned(seen: str, meaning: str = "", remedy: str = "") -> Outcome:
    """Something to know, which may be meant."""
    return Outcome(Result.WARNED, seen, meaning, remedy)


def skipped(reason: str, remedy: str = "") -> Outcome:
    """Not examined, and why."""
    return Outcome(Result.SKIPPED, reason, remedy=remedy)
