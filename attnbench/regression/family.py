"""Processes forked from one that has imported what they share."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from attnbench.regression import version
from attnbench.regression.version import Version

HERE = Path(version.__file__).parent
PROGRAM = """
import json, runpy, sys
sys.path[:] = json.loads(sys.argv.pop(1))
runpy.run_path(sys.argv.pop(1), run_name="__main__")
"""
SHARED = (
    *("torch", "torchvision", "numpy", "scipy.stats", "pandas", "sklearn.datasets", "pydantic"),
    *("timm", "accelerate", "fvcore.nn", "thop", "safetensors.torch", "filelock", "tomli_w"),
    *("attnzoo", "attnreport.record", "attnbench.engine.measure", "attnbench.engine.workload"),
)
"""Packages that are imported once for all processes, those of the repository left out."""


@dataclass(frozen=True, slots=True)
class Member:
    """One process of a family, from the side of its parent."""

    number: int
    stdin: IO[str]
    stdout: IO[str]

    def end(self) -> None:
        """Kill it, if it is still there."""
        for stream in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):
                stream.close()
        with suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGKILL)


class Family:
    """Starts processes of several versions of the code; a context manager that ends them all.

    Args:
        current: The version whose imports this process has.
        other: The version whose packages, where it has them, are its own.
    """

    def __init__(self, current: Version, other: Version) -> None:
        mine, theirs = socket.socketpair()
        shared = _outside(current, other)
        with theirs:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-c", PROGRAM, json.dumps(_search(current, other))),
                    *(str(HERE / "origin.py"), str(theirs.fileno()), json.dumps(shared)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._channel = mine

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

    def start(self, of: Version, complaints: IO[str]) -> Member:
        """A process of a version.

        Args:
            of: What it imports, and where it works.
            complaints: Takes what it writes on standard error.
        """
        message = {"search": of.search, "folder": str(of.folder), "program": str(HERE / "arm.py")}
        its_input, stdin = os.pipe()
        stdout, its_output = os.pipe()
        streams = [its_input, its_output, complaints.fileno()]
        socket.send_fds(self._channel, [json.dumps(message).encode()], streams)
        os.close(its_input)
        os.close(its_output)
        number = int(self._channel.recv(32))
        return Member(number, os.fdopen(stdin, "w", encoding="utf-8"), os.fdopen(stdout))


def _search(current: Version, other: Version) -> Sequence[str]:
    """Where both versions look for imports alike."""
    return [one for one, two in zip(current.search, other.search, strict=True) if one == two]


def _outside(current: Version, other: Version) -> Sequence[str]:
    """The shared packages that both versions import from the same place."""
    own = set(current.search) - set(other.search)
    found = {name: find_spec(name.partition(".")[0]) for name in SHARED}
    return [
        name for name, spec in found.items() if spec is not None and not _lies_in(spec.origin, own)
    ]


def _lies_in(origin: str | None, folders: set[str]) -> bool:
    places = Path(origin).parents if origin else []
    return any(str(place) in folders for place in places)
