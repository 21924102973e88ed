"""When and where the checkpoints of a run are saved."""

import time
from pathlib import Path

from attnbench.training.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from attnbench.training.checkpoint_files import delete_checkpoint


class Keeper:
    """Keeps the last checkpoint of one run.

    Args:
        folder: The run's own folder.
        minutes: Minutes between checkpoints.
        epochs: Most epochs between checkpoints.
    """

    def __init__(self, folder: Path, *, minutes: float, epochs: int) -> None:
        self.folder = folder
        self._seconds = 60 * minutes
        self._epochs = epochs
        self._last = time.monotonic()

    def latest(self) -> Checkpoint | None:
        """The checkpoint at which the run stopped; None where there is none."""
        return read_checkpoint(self.folder)

    def is_due(self, epochs_done: int | None = None) -> bool:
        """Whether a checkpoint should be saved now.

        Args:
            epochs_done: Number of epochs done, if one has just ended.
        """
        if epochs_done and epochs_done % self._epochs == 0:
            return True
        return time.monotonic() - self._last >= self._seconds

    def save(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in place of the last one."""
        write_checkpoint(self.folder, checkpoint)
        self._last = time.monotonic()

    def clear(self) -> None:
        """Delete the checkpoint of a run that is over."""
        delete_checkpoint(self.folder)
