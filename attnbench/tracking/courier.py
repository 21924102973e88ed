"""Brings the epochs of training runs to trackers, and outlives whatever these do."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from attnbench.lazy import lazy
from attnbench.tracking.kind import TrackerKind
from attnbench.tracking.run import TrackedRun
from attnbench.training.messages import Epoch, epochs_of
from attnreport.record import TrainRecord

if TYPE_CHECKING:
    from attnbench.tracking import send
else:
    send = lazy("attnbench.tracking.send")

Tell = Callable[[str], None]
"""Takes a sentence for the user."""


class Courier:
    """Tells every tracker of the runs that are open, from whichever thread, one at a time.

    A tracker that has failed once gets nothing more: each further failure might take minutes.

    Args:
        trackers: Where to send runs.
        tell: Takes a sentence about a tracker that failed.
    """

    def __init__(self, trackers: Sequence[TrackerKind], tell: Tell) -> None:
        self._trackers = list(trackers)
        self._tell = tell
        self._open: dict[tuple[str, str], send.OpenRun] = {}
        self._lock = Lock()

    def send_epoch(self, run: TrackedRun, epoch: Epoch) -> None:
        """Send an epoch of a run that goes on, unless it was sent before."""
        self._send(run, lambda opened: opened.log(epoch))

    def send_rest(self, run: TrackedRun, record: TrainRecord) -> None:
        """Send what a tracker lacks of a run that has ended without error, and end it there too."""

        def send_to(opened: "send.OpenRun") -> None:
            for epoch in epochs_of(record.train_loss, record.scores, record.validation_scores):
                opened.log(epoch)
            opened.finish(record.started_at)

        self._send(run, send_to, record.started_at)
        with self._lock:
            for place in self._places(run.key):
                del self._open[place]

    def fail(self, key: str) -> None:
        """End a run that has failed, where it is open.

        Args:
            key: Of its record.
        """
        with self._lock:
            for place in self._places(key):
                self._open.pop(place).fail()

    def close(self) -> None:
        """End every open run, as one that was stopped."""
        with self._lock:
            for opened in self._open.values():
                opened.fail()
            self._open.clear()

    def _send(
        self, run: TrackedRun, send_to: "Callable[[send.OpenRun], None]", made_at: str = ""
    ) -> None:
        with self._lock:
            for kind in tuple(self._trackers):
                try:
                    opened = self._opened(kind, run, made_at)
                    if opened is not None:
                        send_to(opened)
                except Exception as error:  # noqa: BLE001 - no tracker may end the study
                    self._give_up(kind, run, error)

    def _opened(self, kind: TrackerKind, run: TrackedRun, made_at: str) -> "send.OpenRun | None":
        place = (kind.name, run.key)
        if place not in self._open:
            opened = send.open_run(kind, run, made_at)
            if opened is None:
                return None
            self._open[place] = opened
        return self._open[place]

    def _give_up(self, kind: TrackerKind, run: TrackedRun, error: Exception) -> None:
        self._trackers.remove(kind)
        for place in [place for place in self._open if place[0] == kind.name]:
            self._open.pop(place).fail()
        reason = " ".join(str(error).split()) or type(error).__name__
        self._tell(
            f"{kind.name} did not take {run.name}: {reason}; the results are in the study, and the "
            "same command sends what is missing"
        )

    def _places(self, key: str) -> list[tuple[str, str]]:
        return [place for place in self._open if place[1] == key]
