"""What a tracker has been sent of a training run, in the study's folder."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import quote

from filelock import FileLock, Timeout

from attnbench.files import write_file
from attnbench.study_names import TRACKING
from attnbench.tracking.run import TrackedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How much of a run a tracker has."""

    id: str = ""
    """The tracker's own name of the run; empty where it has none."""
    epochs: int = 0
    """Number of epochs, from the first on."""
    made_at: str = ""
    """When the record of the whole run was made; empty while a part is missing."""


class SentMark:
    """The file that says how much of a run a tracker has.

    Args:
        tracker: Name of the tracker.
        run: The run.
    """

    def __init__(self, tracker: str, run: TrackedRun) -> None:
        self._folder = run.study / TRACKING / "sent" / quote(tracker, safe="")
        self._file = self._folder / f"{run.key}.json"

    def read(self) -> Sent:
        """What was sent so far."""
        try:
            return Sent(**json.loads(self._file.read_bytes()))
        except FileNotFoundError:
            return Sent()

    def write(self, sent: Sent) -> None:
        """Note what was sent so far."""
        write_file(self._file, json.dumps(asdict(sent)).encode())

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the run; gives False where another process sends it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._file.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()
