"""Sends training runs to trackers while a study is measured.

A run is sent when its record is stored, by the process that stores it: what trains knows nothing
of trackers, so that none can change a number, and a run that was stopped shows nowhere as one that
has ended. What a tracker did not take is sent by the next command.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from attnbench.engine.progress import Progress
from attnbench.lazy import lazy
from attnbench.plan.cells import Cell
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.tracking.kind import TrackerKind
from attnbench.tracking.run import tracked_run
from attnreport.record import AnyRecord, TrainRecord

if TYPE_CHECKING:
    from attnbench.tracking import send
else:
    send = lazy("attnbench.tracking.send")

Tell = Callable[[str], None]
"""Takes a sentence for the user."""


def tracked(
    progress: Progress, trackers: Sequence[TrackerKind], study: Study, plan: Plan, tell: Tell
) -> Progress:
    """A progress that also sends training runs, where there are trackers.

    Args:
        progress: Shows what runs.
        trackers: Where to send them.
        study: Of the runs.
        plan: What is measured.
        tell: Takes a sentence about a tracker that failed.
    """
    return Tracking(progress, trackers, study, plan, tell) if trackers else progress


class Tracking:
    """A `Progress` that passes all on and sends every training run without error.

    A tracker that has failed once gets nothing more: each further failure might take minutes.

    Args:
        progress: Shows what runs.
        trackers: Where to send them.
        study: Of the runs.
        plan: What is measured.
        tell: Takes a sentence about a tracker that failed.
    """

    def __init__(
        self,
        progress: Progress,
        trackers: Sequence[TrackerKind],
        study: Study,
        plan: Plan,
        tell: Tell,
    ) -> None:
        self._progress = progress
        self._trackers = list(trackers)
        self._study = study
        self._plan = plan
        self._tell = tell
        self._earlier: list[AnyRecord] = []

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Remember the runs that have ended before."""
        self._earlier = [record for record in records.values() if record is not None]
        self._progress.expect(records)

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Send the runs that have ended before, now that nothing is timed."""
        self._progress.weigh(weights)
        for record in self._earlier:
            self._send(record)

    def begin(self, cell: Cell) -> None:
        """Pass it on."""
        self._progress.begin(cell)

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Pass it on."""
        self._progress.advance(cell, share, words)

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Send a training run."""
        self._progress.end(cell, record)
        self._send(record)

    def _send(self, record: AnyRecord) -> None:
        if not isinstance(record, TrainRecord) or record.error is not None:
            return
        run = tracked_run(self._study.folder, self._plan, record)
        for kind in tuple(self._trackers):
            try:
                send.send_once(kind, run, record.key, record.started_at)
            except Exception as error:  # noqa: BLE001 - no tracker may end the study
                self._trackers.remove(kind)
                reason = " ".join(str(error).split()) or type(error).__name__
                self._tell(
                    f"{kind.name} did not take {run.name}: {reason}; the results are in the study, "
                    "and the same command sends what is missing"
                )
