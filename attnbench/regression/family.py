"""Processes forked from one that has imported what they share."""

import json
import os
import select
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pkgutil import iter_modules
from types import TracebackType
from typing import IO, Self

from attnbench.child import child_command
from attnbench.cost.counters import COUNTERS
from attnbench.errors import WrongUse
from attnbench.regression import arm, origin
from attnbench.regression.version import Version

SHARED = (
    *("torch", "torchvision", "numpy", "scipy.stats", "pandas", "sklearn.datasets", "pydantic"),
    *("timm", "accelerate", "safetensors.torch", "filelock", "tomli_w"),
    *(package for counter in COUNTERS.values() for package in counter.packages),
    arm.__name__,
)
"""What is imported once for all processes, except for what the versions have of their own."""

LONGEST_END_S = 10
"""A process that is killed is gone long before."""


class CannotStart(WrongUse):
    """A process that could not be started."""


@dataclass(frozen=True, slots=True)
class Member:
    """One process of a family, from the side of its parent."""

    handle: int
    """Handle of the process: by the time that it ends, its number may be another one's."""
    stdin: IO[str]
    stdout: IO[str]

    def end(self) -> None:
        """Kill it, if it is still there, and wait until it is gone."""
        for stream in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):
                stream.close()
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        select.select([self.handle], [], [], LONGEST_END_S)
        os.close(self.handle)


class Family:
    """Starts processes of several versions of the code; a context manager that ends them all.

    Args:
        current: The version whose imports this process has.
        other: The version whose packages, where it has them, are its own.
    """

    def __init__(self, current: Version, other: Version) -> None:
        self._channel, channel_of_child = socket.socketpair()
        search, own = _shared_search(current, other), _own_names(current, other)
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - lives as long as the process
        with channel_of_child:
            self._process = subprocess.Popen(
                child_command(
                    origin.__file__,
                    str(channel_of_child.fileno()),
                    json.dumps(SHARED),
                    json.dumps(own),
                    search=search,
                ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                pass_fds=[channel_of_child.fileno()],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait()
        self._complaints.close()

    def start(self, of: Version, complaints: IO[str]) -> Member:
        """A process of a version.

        Args:
            of: What it imports, and where it works.
            complaints: Takes what it writes on standard error.

        Raises:
            CannotStart: if the process that they are forked from has ended.
        """
        message = {"search": of.search, "folder": str(of.folder), "program": arm.__file__}
        its_input, stdin = os.pipe()
        stdout, its_output = os.pipe()
        streams = [its_input, its_output, complaints.fileno()]
        try:
            socket.send_fds(self._channel, [json.dumps(message).encode()], streams)
            handle = os.pidfd_open(int(self._channel.recv(32)))
        except (OSError, ValueError) as error:
            for stream in (stdin, stdout):
                os.close(stream)
            raise CannotStart(f"{of.name} cannot be measured: {self._last_words()}") from error
        finally:
            for stream in (its_input, its_output):
                os.close(stream)
        return Member(
            handle, os.fdopen(stdin, "w", encoding="utf-8"), os.fdopen(stdout, encoding="utf-8")
        )

    def _last_words(self) -> str:
        self._complaints.seek(0)
        lines = self._complaints.read().strip().splitlines()
        cause = lines[-1] if lines else "most often because memory ran out"
        return f"the process that imports for all has ended ({cause}); run the command again"


def _shared_search(current: Version, other: Version) -> Sequence[str]:
    """Where both versions look for imports alike."""
    return [one for one, two in zip(current.search, other.search, strict=True) if one == two]


def _own_names(current: Version, other: Version) -> Sequence[str]:
    """The top-level packages and modules that lie where the versions look, each for itself."""
    own = set(current.search) ^ set(other.search)
    return sorted(module.name for module in iter_modules(sorted(own)))
