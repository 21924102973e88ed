"""The study folder: plan, records, outcomes, trained weights, tables. Knows no torch.

    STUDY/plan.toml · records/<key>.json · outcomes/<key>.npz · checkpoints/<key>/
    STUDY/claims/ · tables/

A kill leaves the old file or the new one, never half of one: see `attnbench.files`.
"""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from attnbench.errors import WrongUse
from attnbench.files import replacing, write_file
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.study_names import PLAN
from attnreport.record import AnyRecord, dump, load

FOLDERS = ("records", "outcomes", "checkpoints", "claims", "tables")


def refuse_file(folder: Path | None) -> None:
    """Refuse a study's folder that is a file, or lies below one.

    Raises:
        WrongUse: if it is.
    """
    for path in (folder, *folder.parents) if folder else ():
        if path.exists() and not path.is_dir():
            raise WrongUse(f"must be a folder ({path} is a file)", parameter="study")


class Study:
    """A folder of records of one plan.

    Args:
        folder: Folder of an existing study; see `open` and `load`.
        plan: The plan with every module and seed of the study.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.plan = plan

    @classmethod
    def open(cls, folder: Path, plan: Plan) -> Self:
        """The study of a plan: a new one, or an older one that gains its modules and seeds.

        Args:
            folder: Made where it does not exist.
            plan: What will be measured.

        Raises:
            WrongUse: if the folder cannot be written, or holds a study of another plan.
        """
        file = folder / PLAN
        try:
            for name in FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            # Another process may be growing the same study.
            with FileLock(folder / "claims" / "plan.lock"):
                grown = _read_plan(file).merge(plan) if file.exists() else plan
                write_file(file, grown.to_toml().encode())
        except OSError as error:
            raise WrongUse(
                f"must be a folder that can be written ({folder}: {error.strerror}); name another",
                parameter="study",
            ) from error
        return cls(folder, grown)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """An existing study.

        Raises:
            WrongUse: if the folder holds none, or its plan cannot be read.
        """
        file = folder / PLAN
        if not file.is_file():
            raise WrongUse(f"{folder} holds no study: {file} does not exist; name a study's folder")
        return cls(folder, _read_plan(file))

    @property
    def tables(self) -> Path:
        """Where tables go."""
        return self.folder / "tables"

    def record(self, key: str) -> AnyRecord | None:
        """The record of a cell, or None where there is none.

        Raises:
            UnreadableRecord: if its file is damaged or of a newer schema.
        """
        file = self._record_file(key)
        return load(file.read_bytes(), str(file)) if file.exists() else None

    def finished(self, key: str) -> AnyRecord | None:
        """The record of a cell if it has no error; a failed cell is run again.

        Raises:
            UnreadableRecord: if its file is damaged or of a newer schema.
        """
        record = self.record(key)
        return None if record is None or record.error is not None else record

    def records(self) -> list[AnyRecord]:
        """Every record, in the order of the file names.

        Raises:
            UnreadableRecord: if a file is damaged or of a newer schema.
        """
        files = sorted((self.folder / "records").glob("*.json"))
        return [load(file.read_bytes(), str(file)) for file in files]

    def write(self, record: AnyRecord) -> None:
        """Store a record, in place of an older one of the same cell."""
        write_file(self._record_file(record.key), dump(record))

    def write_outcomes(self, key: str, outcomes: Mapping[str, NDArray[np.generic]]) -> None:
        """Store one value a test sample, such as whether it was classified correctly."""
        file = self.outcomes_file(key)
        with replacing(file) as part:
            np.savez_compressed(part, allow_pickle=False, **dict(outcomes))

    def outcomes(self, key: str) -> Mapping[str, NDArray[np.generic]]:
        """What `write_outcomes` stored of a training cell; empty where there is nothing.

        Raises:
            WrongUse: if the file is damaged.
        """
        file = self.outcomes_file(key)
        if not file.exists():
            return {}
        try:
            # Opened here: numpy leaves the file open where it is no archive.
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
                return dict(arrays)
        except (OSError, ValueError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise WrongUse(
                f"{file} is damaged ({error}); delete it to go without, or its record too to "
                "train that cell again"
            ) from error

    def write_weights(self, key: str, content: bytes) -> None:
        """Store a trained network's weights, as safetensors."""
        file = self.weights_file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, content)

    def weights_file(self, key: str) -> Path:
        """Where the weights of a training cell are."""
        return self.checkpoints(key) / "model.safetensors"

    def checkpoints(self, key: str) -> Path:
        """The folder of a training cell's checkpoints and weights."""
        return self.folder / "checkpoints" / key

    @contextmanager
    def claim(self, key: str) -> Iterator[bool]:
        """Hold a cell, so that no other process runs it; gives False where another one does.

        The operating system lets go of a process's claims when it ends, however it ends.
        """
        lock = FileLock(self.folder / "claims" / f"{key}.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def write_table(self, name: str, text: str) -> Path:
        """Store a table as `tables/<name>`; gives its path."""
        write_file(self.tables / name, text.encode())
        return self.tables / name

    def outcomes_file(self, key: str) -> Path:
        """Where the outcomes of a training cell are."""
        return self.folder / "outcomes" / f"{key}.npz"

    def _record_file(self, key: str) -> Path:
        return self.folder / "records" / f"{key}.json"


def _read_plan(file: Path) -> Plan:
    try:
        return plan_from_toml(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read {file}: {error}; name another study") from error
