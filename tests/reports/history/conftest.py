"""Histories as runs of a regression check would leave them, every number planted."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from attnreport.history.entry import Entry
from attnreport.history.figure import Figure
from attnreport.regression.finding import Verdict

MakeEntry = Callable[..., Entry]

FIRST = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def entry(
    number: int, figures: Iterable[Figure] = (), *, commit: str | None = "", machine: str = "AMD"
) -> Entry:
    """The run `number` days after the first, of a commit named after its number."""
    return Entry(
        at=FIRST + timedelta(days=number),
        commit=f"{number:03d}c0ffee{number:031d}" if commit == "" else commit,
        name="study",
        machine=machine,
        machine_digest=f"digest of {machine}",
        verdict=Verdict.OK,
        figures=tuple(figures),
    )


@pytest.fixture(scope="session")
def make_entry() -> MakeEntry:
    return entry
