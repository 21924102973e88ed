"""The workers of a run: started at once, handed out one cell at a time, replaced when they die."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from attnbench.child import child_command
from attnbench.engine.processes import worker as worker_program
from attnbench.engine.processes.worker import END, READY, Message
from attnbench.training.train import OnProgress


class Stopped(Exception):
    """The run was stopped while a cell was running."""


class Worker:
    """A process that runs cells, one after another.

    Args:
        complaints: File that takes what the process writes on standard error.
    """

    def __init__(self, complaints: Path) -> None:
        self.complaints = complaints
        self._stopped = False
        self._ready = False
        with complaints.open("w") as stream:
            self._process = subprocess.Popen(
                child_command(worker_program.__name__),
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

    def run(self, message: Message, report: OnProgress) -> int:
        """Run a cell; gives the exit code of its process, negative for a signal.

        Raises:
            Stopped: if the worker was stopped meanwhile.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self.wait():
            with suppress(BrokenPipeError):
                self._process.stdin.write(f"{json.dumps(message)}\n")
                self._process.stdin.flush()
            for line in self._process.stdout:
                word, _, words = line.rstrip("\n").partition("\t")
                if word == END:
                    return int(words)
                report(float(word), words)
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
    """So many workers; a context manager that leaves no process behind.

    Args:
        size: How many cells can run at once.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._folder = tempfile.TemporaryDirectory(prefix="attnbench-")
        self._workers = [self._start(number) for number in range(size)]
        self._stopped = False
        self._free: SimpleQueue[int] = SimpleQueue()
        for number in range(size):
            self._free.put(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.close()
        self._folder.cleanup()

    def wait(self) -> None:
        """Wait until every worker is idle, so that nothing runs beside what is timed."""
        for worker in self._workers:
            worker.wait()

    def stop(self) -> None:
        """End every cell that runs; whoever waits for one is told `Stopped`."""
        self._stopped = True
        for worker in self._workers:
            worker.stop()

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A worker that is free, as soon as there is one.

        Raises:
            Stopped: if the pool was stopped.
        """
        number = self._free.get()
        try:
            if self._stopped:
                raise Stopped
            if not self._workers[number].is_alive:
                self._workers[number].close()
                self._workers[number] = self._start(number)
            yield self._workers[number]
        finally:
            self._free.put(number)

    def _start(self, number: int) -> Worker:
        return Worker(Path(self._folder.name) / f"worker-{number}.txt")
