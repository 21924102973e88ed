"""When a run is saved, and where."""

import time
from pathlib import Path

from attnbench.training.checkpoint import (
    Checkpoint,
    delete_checkpoint,
    read_checkpoint,
    write_checkpoint,
)


class Keeper:
    """Keeps the last checkpoint of one run.

    Args:
        folder: Of the run's own.
        minutes: A checkpoint is due so many minutes after the last one,
        epochs: or so many epochs.
    """

    def __init__(self, folder: Path, *, minutes: float, epochs: int) -> None:
        self.folder = folder
        self._seconds = 60 * minutes
        self._epochs = epochs
        self._last = time.monotonic()

    def latest(self) -> Checkpoint | None:
        """Where the run stopped, if it did."""
        return read_checkpoint(self.folder)

    def is_due(self, epochs_done: int | None = None) -> bool:
        """Whether the run should be saved now.

        Args:
            epochs_done: Where an epoch has just ended, how many have.
        """
        if epochs_done and epochs_done % self._epochs == 0:
            return True
        return time.monotonic() - self._last >= self._seconds

    def save(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in place of the last one."""
        write_checkpoint(self.folder, checkpoint)
        self._last = time.monotonic()

    def clear(self) -> None:
        """Forget the run: it is over."""
        delete_checkpoint(self.folder)
