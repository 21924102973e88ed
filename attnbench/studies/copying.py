"""Cells copied from one study into another."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.files import replacing
from attnbench.study import Study
from attnreport.record import AnyRecord, precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came of a merge, by keys of records."""

    into: Study
    copied: tuple[str, ...]
    kept: tuple[str, ...]
    """Those that the other study has already, as new or newer."""
    busy: tuple[str, ...]
    """Those that a process measures in the other study now."""


def merge_studies(source: Study, folder: Path) -> Merged:
    """Copy the cells of a study into another one, which gains its modules and seeds.

    Args:
        source: Is left as it is.
        folder: Of the other study; made if it does not exist.

    Raises:
        WrongUse: if both are the same, their plans differ in what a study cannot change, or the
            folder cannot be written.
        UnreadableRecord: if a record is damaged; nothing is copied then.
    """
    if folder.exists() and folder.samefile(source.folder):
        raise WrongUse(f"cannot merge {folder} into itself; name two studies")
    records = source.records()
    into = _grown(folder, source)
    copied, kept, busy = [], [], []
    for record in records:
        with into.claim(record.key) as is_free:
            if not is_free:
                busy.append(record.key)
            elif _is_newer(record, into.record(record.key)):
                copy_cell(record, source, into)
                copied.append(record.key)
            else:
                kept.append(record.key)
    return Merged(into=into, copied=tuple(copied), kept=tuple(kept), busy=tuple(busy))


def copy_cell(record: AnyRecord, source: Study, into: Study) -> None:
    """Copy what belongs to a record, then store it: with it the cell is finished.

    Args:
        record: As it is to be stored.
        source: Has its outcomes and weights, if there are any.
        into: Where they go.
    """
    key = record.key
    _copy(source.outcomes_file(key), into.outcomes_file(key))
    _copy(source.weights_file(key), into.weights_file(key))
    into.write(record)


def _grown(folder: Path, source: Study) -> Study:
    """The study in a folder with the modules and seeds of another one."""
    if not folder.exists():
        return Study.open(folder, source.plan)
    own = Study.load(folder).plan
    try:
        own.merge(source.plan)
    except WrongUse as error:
        raise WrongUse(f"{folder} {error.message}") from error
    return Study.open(folder, replace(own, modules=source.plan.modules, seeds=source.plan.seeds))


def _is_newer(record: AnyRecord, other: AnyRecord | None) -> bool:
    """Whether a record is to replace another of its cell: success counts more than age."""
    return other is None or precedence(record) > precedence(other)


def _copy(file: Path, to: Path) -> None:
    """Copy a file if there is one; what is there of an older cell does not stay in its place."""
    if not file.exists():
        to.unlink(missing_ok=True)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as content, replacing(to) as part:
        shutil.copyfileobj(content, part)
