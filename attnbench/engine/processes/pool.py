"""Workers: started at once, handed out one cell at a time, replaced when they die."""

import os
import signal
import subprocess
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from attnbench.child import child_command
from attnbench.engine.cells.request import CellRequest
from attnbench.engine.processes import worker as worker_program
from attnbench.engine.processes.worker import COMPLAINTS, END, PARCEL, READY
from attnbench.training.messages import OnMessage, message_from_text


class Stopped(Exception):
    """The run was stopped while a cell was running."""


class Worker:
    """A process that runs cells, one after another.

    Args:
        folder: Of its own; see the worker's program.
    """

    def __init__(self, folder: Path) -> None:
        self.complaints, self.parcel = folder / COMPLAINTS, folder / PARCEL
        self._stopped = False
        self._ready = False
        with self.complaints.open("w") as stream:
            self._process = subprocess.Popen(
                child_command(worker_program.__name__, str(folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                text=True,
                # A group of its own, so that it can be ended with its child and without its parent.
                start_new_session=True,
            )

    def wait(self) -> bool:
        """Wait until everything is imported; False if the process ended instead."""
        assert self._process.stdout is not None
        while not self._ready:
            line = self._process.stdout.readline()
            if not line:
                return False
            self._ready = line.startswith(READY)
        return True

    @property
    def is_alive(self) -> bool:
        """Whether it can take another cell."""
        return not self._stopped and self._process.poll() is None

    def run(self, request: CellRequest, report: OnMessage) -> int:
        """Run a cell; gives the exit code of its process, negative for a signal.

        Raises:
            Stopped: if the worker was stopped meanwhile.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self.wait():
            with suppress(BrokenPipeError):
                self._process.stdin.write(f"{request.to_json()}\n")
                self._process.stdin.flush()
            for line in self._process.stdout:
                word, _, text = line.rstrip("\n").partition("\t")
                if word == END:
                    return int(text)
                report(message_from_text(text))
        if self._stopped:
            raise Stopped
        return self._process.wait()

    def stop(self) -> None:
        """End the process and the cell that it runs."""
        self._stopped = True
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Stop, and wait until nothing of it is left."""
        self.stop()
        with suppress(BrokenPipeError), self._process:
            pass


class Pool:
    """Workers, none at first; leaves no process and no file behind once it is closed.

    All methods are for one thread: Linux would end a worker with the thread that has started it.
    """

    def __init__(self) -> None:
        self._folders = ExitStack()
        self._workers: list[Worker] = []
        self._idle: list[Worker] = []

    def grow(self, size: int) -> None:
        """Start workers until there are this many."""
        for _ in range(len(self._workers), size):
            self._idle.append(self._start())

    def wait(self) -> None:
        """Wait until every worker has imported what it needs."""
        for worker in self._workers:
            worker.wait()

    def take(self) -> Worker:
        """An idle worker; a new one in the place of one that has died."""
        worker = self._idle.pop()
        if worker.is_alive:
            return worker
        worker.close()
        self._workers.remove(worker)
        return self._start()

    def give_back(self, worker: Worker) -> None:
        """Have a worker idle again."""
        self._idle.append(worker)

    def stop(self) -> None:
        """End every worker and the cell that it runs; whoever waits for one gets `Stopped`."""
        for worker in self._workers:
            worker.stop()

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        for worker in self._workers:
            worker.close()
        self._folders.close()

    def _start(self) -> Worker:
        folder = tempfile.TemporaryDirectory(prefix="attnbench-")
        worker = Worker(Path(self._folders.enter_context(folder)))
        self._workers.append(worker)
        return worker
