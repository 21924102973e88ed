"""Sends training runs to trackers while a study is measured.

A run is opened when its first epoch has ended, gets each epoch as it ends, and is closed when its
record is stored, all by the process that stores it: what trains knows nothing of trackers, so that
none can change a number. What a tracker did not take is sent by the next command, which continues
a run that was stopped.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from attnbench.engine.progress import Progress
from attnbench.plan.cells import Cell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.tracking.courier import Courier, Tell
from attnbench.tracking.kind import TrackerKind
from attnbench.tracking.run import TrackedRun, tracked_run
from attnbench.training.messages import Epoch
from attnreport.record import AnyRecord, TrainRecord


@contextmanager
def tracked(
    progress: Progress, trackers: Sequence[TrackerKind], study: Study, plan: Plan, tell: Tell
) -> Iterator[Progress]:
    """A progress that also sends training runs, where there are trackers.

    Args:
        progress: Shows what runs.
        trackers: Where to send them.
        study: Of the runs.
        plan: What is measured.
        tell: Takes a sentence about a tracker that failed.
    """
    if not trackers:
        yield progress
        return
    with closing(Courier(trackers, tell)) as courier:
        yield Tracking(progress, courier, study, plan)


class Tracking:
    """A `Progress` that passes all on and sends every training run.

    Args:
        progress: Shows what runs.
        courier: Knows the trackers.
        study: Of the runs.
        plan: What is measured.
    """

    def __init__(self, progress: Progress, courier: Courier, study: Study, plan: Plan) -> None:
        self._progress = progress
        self._courier = courier
        self._study = study
        self._plan = plan
        self._earlier: list[tuple[Cell, AnyRecord]] = []

    def expect(self, records: Mapping[Cell, AnyRecord | None]) -> None:
        """Remember the runs that have ended before."""
        self._earlier = [(cell, record) for cell, record in records.items() if record is not None]
        self._progress.expect(records)

    def weigh(self, weights: Mapping[Cell, float]) -> None:
        """Send the runs that have ended before, now that nothing is timed."""
        self._progress.weigh(weights)
        for cell, record in self._earlier:
            self._send_rest(cell, record)

    def begin(self, cell: Cell) -> None:
        """Pass it on."""
        self._progress.begin(cell)

    def advance(self, cell: Cell, share: float, words: str) -> None:
        """Pass it on."""
        self._progress.advance(cell, share, words)

    def close_epoch(self, cell: Cell, key: str, epoch: Epoch) -> None:
        """Send the epoch."""
        self._progress.close_epoch(cell, key, epoch)
        if isinstance(cell, TrainCell):
            self._courier.send_epoch(self._run_of(cell, key), epoch)

    def end(self, cell: Cell, record: AnyRecord) -> None:
        """Send what is left of a training run, and close it."""
        self._progress.end(cell, record)
        self._send_rest(cell, record)

    def _send_rest(self, cell: Cell, record: AnyRecord) -> None:
        if not isinstance(record, TrainRecord) or not isinstance(cell, TrainCell):
            return
        if record.error is None:
            self._courier.send_rest(self._run_of(cell, record.key), record)
        else:
            self._courier.fail(record.key)

    def _run_of(self, cell: TrainCell, key: str) -> TrackedRun:
        return tracked_run(self._study.folder, self._plan, cell, key)
