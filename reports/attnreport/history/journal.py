"""The file of a history: one line a run, appended, never written again.

DIR/history.jsonl
"""

from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_END, fsync
from pathlib import Path

from attnreport.history.entry import DamagedLine, Entry, UnreadableHistory, dump, load

FILE = "history.jsonl"

REMEDY = "name a folder in which attnbench regress keeps a history"

SHOWN = 5
"""Damaged lines that are named one by one."""


class UnwritableHistory(ValueError):
    """A folder to which no line can be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The runs of a folder, in order of time."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()
    """Sentences: the lines that could not be read, and why."""


def append(folder: Path, entry: Entry) -> Path:
    """Add a run to a folder's history, made where there is none; gives its file.

    A line is one write at the end of the file, so that processes that write at once do not tear
    each other's, and is on the disk when this returns.

    Raises:
        UnwritableHistory: if it cannot be written, or not whole.
    """
    file, line = folder / FILE, dump(entry)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("ab+", buffering=0) as stream:
            if stream.seek(0, SEEK_END):
                stream.seek(-1, SEEK_END)
                # What a kill tore off would swallow the line behind it.
                line = line if stream.read(1) == b"\n" else b"\n" + line
            written = stream.write(line)
            fsync(stream.fileno())
    except OSError as error:
        raise UnwritableHistory(
            f"cannot write {file}: {error.strerror}; name a folder that can be written"
        ) from error
    if written != len(line):
        raise UnwritableHistory(
            f"wrote {written} of {len(line)} bytes to {file}; make room on its disk and run again"
        )
    return file


def read(folder: Path) -> History:
    """The history of a folder.

    Raises:
        UnreadableHistory: if there is none, it holds no run, or one of a newer schema.
    """
    file = folder / FILE
    if not file.is_file():
        raise UnreadableHistory(f"{folder} holds no history: {file} does not exist; {REMEDY}")
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise UnreadableHistory(
            f"cannot read {file}: {error.strerror}; name a folder that can be read"
        ) from error
    known = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    read_lines = [_entry(line, f"{file}, line {number}") for number, line in known]
    entries = sorted(
        (entry for entry in read_lines if isinstance(entry, Entry)), key=lambda entry: entry.at
    )
    damaged = [reason for reason in read_lines if isinstance(reason, str)]
    if not entries:
        reason = damaged[0] if damaged else "the file is empty"
        raise UnreadableHistory(f"{file} holds no run that can be read ({reason}); {REMEDY}")
    return History(entries=tuple(entries), left_out=tuple(_left_out(damaged)))


def _entry(line: bytes, name: str) -> Entry | str:
    try:
        return load(line, name)
    except DamagedLine as error:
        return str(error)


def _left_out(damaged: list[str]) -> Iterator[str]:
    yield from (f"Left out: {reason}." for reason in damaged[:SHOWN])
    if len(damaged) > SHOWN:
        yield f"Left out: {len(damaged) - SHOWN} more damaged lines."
