"""Tells a tracker of one training run, from wherever an earlier command has left it."""

from contextlib import ExitStack, suppress
from dataclasses import replace

from accelerate.state import PartialState
from accelerate.tracking import GeneralTracker

from attnbench.tracking.kind import TrackerKind
from attnbench.tracking.run import TrackedRun, values_of
from attnbench.tracking.sent import Sent, SentMark
from attnbench.training.messages import Epoch


class OpenRun:
    """A run that a tracker shows as one that goes on. End it by `finish` or `fail`.

    Args:
        kind: Of the tracker.
        tracker: Of this run, started.
        mark: Where it is noted what was sent.
        sent: What was sent before.
        hold: Keeps other processes from sending the run.
    """

    def __init__(
        self,
        kind: TrackerKind,
        tracker: GeneralTracker,
        mark: SentMark,
        sent: Sent,
        hold: ExitStack,
    ) -> None:
        self._kind = kind
        self._tracker = tracker
        self._mark = mark
        self._sent = sent
        self._hold = hold

    def log(self, epoch: Epoch) -> None:
        """Send an epoch, unless it was sent before.

        Raises:
            Exception: whatever the tracker raises.
        """
        if epoch.number <= self._sent.epochs:
            return
        self._tracker.log(values_of(epoch), step=epoch.number)
        self._note(replace(self._sent, epochs=epoch.number))

    def finish(self, made_at: str) -> None:
        """End it as a run that is whole.

        Args:
            made_at: When its record was made.

        Raises:
            Exception: whatever the tracker raises.
        """
        self._tracker.finish()
        self._note(replace(self._sent, made_at=made_at))
        self._hold.close()

    def fail(self) -> None:
        """End it as a run of which a part is missing, whatever the tracker says to that."""
        with self._hold, suppress(Exception):
            self._kind.fail(self._tracker)

    def _note(self, sent: Sent) -> None:
        self._sent = sent
        self._mark.write(sent)


def open_run(kind: TrackerKind, run: TrackedRun, made_at: str = "") -> OpenRun | None:
    """Open a run in a tracker and give it the configuration.

    A run that was sent in part is continued; one of which another record was sent has been trained
    again and is begun anew.

    Args:
        kind: Where to.
        run: What to send.
        made_at: When its record was made; empty while it trains.

    Returns:
        None where all was sent before, or another process sends it now.

    Raises:
        Exception: whatever the tracker raises.
    """
    with ExitStack() as hold:
        mark = SentMark(kind.name, run)
        if not hold.enter_context(mark.held()):
            return None
        sent = mark.read()
        if made_at and sent.made_at == made_at:
            return None
        if sent.made_at:
            sent = Sent()
        PartialState(cpu=True)  # Accelerate's trackers ask it whether this is the main process.
        tracker = kind.make(run, sent)
        tracker.start()
        sent = replace(sent, id=kind.id_of(tracker))
        mark.write(sent)
        opened = OpenRun(kind, tracker, mark, sent, hold.pop_all())
    try:
        tracker.store_init_configuration(dict(run.config))
    except BaseException:
        opened.fail()
        raise
    return opened
