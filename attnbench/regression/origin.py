"""The program of the process that all measuring processes are forked from.

It has imported what lies outside the repository, and nothing else. Libraries then lie at the same
addresses in every process that comes of it: processes started one by one differ in speed by a
percent or two for as long as they live, because their libraries do not. It is run as a file, reads
a version as JSON and the ends of three pipes from a socket, and answers with a process's number.
"""

import importlib
import json
import os
import runpy
import signal
import socket
import sys
from contextlib import suppress
from typing import NoReturn

LONGEST = 2**20
"""Bytes of a message."""
STREAMS = 3
"""Standard input, output and error."""


class Refusal:
    """Lets nothing be imported that the versions have of their own, nor what would import it.

    Args:
        names: Of top-level packages and modules.
    """

    def __init__(self, names: list[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse an import, as a finder of the import system."""
        del path, target
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"{name} has one version only", name=name)


def main() -> None:
    """Import what is shared; then fork a process for each message, until there are no more."""
    socket_number, shared, own = int(sys.argv[1]), *map(json.loads, sys.argv[2:])
    refusal = Refusal(own)
    sys.meta_path.insert(0, refusal)
    for name in shared:
        # What cannot be imported is told by the process that needs it.
        with suppress(Exception):
            importlib.import_module(name)
    sys.meta_path.remove(refusal)
    # Nobody waits for the processes: Linux forgets them when they end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    channel = socket.socket(fileno=socket_number)
    while True:
        text, streams, _, _ = socket.recv_fds(channel, LONGEST, STREAMS)
        if not text:
            return
        number = os.fork()
        if number == 0:
            channel.close()
            _become(json.loads(text), streams)
        for stream in streams:
            os.close(stream)
        channel.sendall(f"{number}\n".encode())


def _become(version: dict[str, str], streams: list[int]) -> NoReturn:
    """Run the program of a version, with its own imports, folder and streams."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(version["folder"])
        sys.path[:] = version["search"]
        runpy.run_path(version["program"], run_name="__main__")
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent reads it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
