"""What a history keeps of one run: when, of what code, on what machine, and every figure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, TypeAdapter
from pydantic_core import to_json

from attnreport.history.figure import Figure, figure_of
from attnreport.record import Environment
from attnreport.regression.finding import Verdict
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet, machine_text
from attnreport.regression.session_values import sessions
from attnreport.regression.values import values
from attnreport.stored import read_stored

SCHEMA = 1
"""Version of the stored form; a reader refuses a newer one."""

DIGITS = 12
"""Hexadecimal digits of a machine's digest."""


class UnreadableHistory(ValueError):
    """A history that is absent, empty, damaged throughout, or newer than this reader."""


class DamagedLine(ValueError):
    """A line of a history that is not an entry; the others can be read without it."""


class NotDated(ValueError):
    """A result set that has no place in the order of time."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside the years 1 to 9999") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One run: a line of a history."""

    at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    """UTC: when the newest of what the figures are read from was started."""
    commit: str | None
    """Commit of the measured code; None where it is unknown."""
    name: str
    """What the result set is called."""
    machine: str
    """Processor, cores, device and threads in one line."""
    machine_digest: str
    """Equal for runs whose times can be compared."""
    verdict: Verdict | None
    """Verdict of the comparison that the run was part of; None where there was none."""
    figures: tuple[Figure, ...]
    schema_version: int = SCHEMA


_ADAPTER: TypeAdapter[Entry] = TypeAdapter(Entry)


def dump(entry: Entry) -> bytes:
    """The stored form: JSON on one line, ending in a newline."""
    return to_json(entry) + b"\n"


def load(line: bytes, name: str) -> Entry:
    """The entry stored in a line.

    Args:
        line: What `dump` gave.
        name: What to call the line in an error, such as its file and number.

    Raises:
        DamagedLine: if the line is not an entry.
        UnreadableHistory: if it is of a newer schema.
    """
    return read_stored(
        line,
        name,
        _ADAPTER,
        kind="line",
        schema=SCHEMA,
        remedy="delete it to remove this note",
        refusal=DamagedLine,
        newer=UnreadableHistory,
    )


def entry_of(report: RegressionReport | None, after: ResultSet) -> Entry:
    """What a history keeps of a run.

    Args:
        report: The comparison that the run was part of; None where there was none.
        after: What the run measured.

    Raises:
        NotDated: if its records do not say when they were made.
    """
    environment = _environment(after)
    return Entry(
        at=_moment(after),
        commit=after.side.commit,
        # A path may hold bytes that are no text.
        name=after.name.encode(errors="replace").decode(),
        machine=machine_text(environment),
        machine_digest=machine_digest(environment),
        verdict=report.verdict if report else None,
        figures=tuple(figure_of(value) for value in values(after)),
    )


def machine_digest(environment: Environment) -> str:
    """Digest of the hardware and the threads, which decide how long a computation takes."""
    return sha256(machine_text(environment).encode()).hexdigest()[:DIGITS]


def _environment(results: ResultSet) -> Environment:
    """Where the times were measured, or the newest record where there are none."""
    newest = max(results.records, key=lambda record: record.started_at)
    return (*sessions(results), newest)[0].environment


def _moment(results: ResultSet) -> datetime:
    text = results.side.made_at
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise NotDated(
        f"{results.name} was made at {text!r}, which is not a time with a zone, such as "
        "2026-01-02T03:04:05+00:00; measure it again to keep it in a history"
    )
