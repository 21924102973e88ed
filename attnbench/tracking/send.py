"""Tells a tracker of one training run, from its start to its end."""

from contextlib import suppress
from urllib.parse import quote

from accelerate.state import PartialState
from filelock import FileLock, Timeout

from attnbench.files import write_file
from attnbench.study_names import TRACKING
from attnbench.tracking.kind import TrackerKind
from attnbench.tracking.run import TrackedRun


def send_once(kind: TrackerKind, run: TrackedRun, key: str, made_at: str) -> None:
    """Send a run, unless it was sent before or another process sends it now.

    Args:
        kind: Where to.
        run: What to send.
        key: Of its record.
        made_at: When the record was made: a cell that is trained again is sent again.

    Raises:
        Exception: whatever the tracker raises; the run then counts as not sent.
    """
    folder = run.study / TRACKING / "sent" / quote(kind.name, safe="")
    mark = folder / key
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(Timeout), FileLock(folder / f"{key}.lock", timeout=0):
        if not mark.exists() or mark.read_text(encoding="utf-8") != made_at:
            send(kind, run)
            write_file(mark, made_at.encode())


def send(kind: TrackerKind, run: TrackedRun) -> None:
    """Open a run in a tracker, give it the configuration and every epoch, and end it.

    Raises:
        Exception: whatever the tracker raises; its run is ended as one that failed.
    """
    PartialState(cpu=True)  # Accelerate's trackers ask it whether this is the main process.
    tracker = kind.make(run)
    tracker.start()
    try:
        tracker.store_init_configuration(dict(run.config))
        for epoch, values in enumerate(run.epochs, start=1):
            tracker.log(dict(values), step=epoch)
    except BaseException:
        with suppress(Exception):
            kind.fail(tracker)
        raise
    tracker.finish()
