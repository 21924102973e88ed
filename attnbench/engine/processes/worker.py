"""The process that runs cells: it imports everything once and forks a child for each cell.

So a cell's memory is its own, its death has a cause, and it does not wait for imports. The worker
itself never runs torch: a fork must not inherit threads or a GPU in use. It reads a request a line
from standard input and says on standard output, a line `word<tab>text` at a time: `ready` once,
then for each cell its messages, and `end` with the exit code of the child, which has left a parcel
if the code is 0. Where several devices share a cell, each has a child of its own.
"""

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from attnbench.engine.cells.execute import execute
from attnbench.engine.cells.request import CellRequest, request_from_json
from attnbench.engine.processes.orphans import die_with_parent
from attnbench.engine.processes.parcel import pack
from attnbench.engine.processes.ranks import Rank, ranks_of
from attnbench.plan.plan import plan_from_toml
from attnbench.tasks.sources import OpenedData
from attnbench.training.messages import message_text

READY, MESSAGE, END = "ready", "message", "end"
COMPLAINTS, PARCEL = "complaints.txt", "parcel"
"""Names in a worker's folder: what its children write on standard error, and what they measure."""

Say = Callable[[str, str], None]
"""Sends a word and the text after it to the parent."""


def main(folder: str) -> None:
    """Run the cells that standard input names, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    say = _channel()
    say(READY, "")
    data = OpenedData()
    for line in sys.stdin:
        request = request_from_json(line)
        plan = plan_from_toml(request.plan, "the plan of the command")
        with suppress(Exception):
            # Once for all cells; where that fails, the cell itself will say so.
            data.of(plan).prepare()
        (Path(folder) / COMPLAINTS).write_text("")
        # Of a child that was killed while it packed.
        shutil.rmtree(Path(folder) / PARCEL, ignore_errors=True)
        ranks = ranks_of(plan.devices if request.kind == "train" else 1)
        children = [_fork(request, data, Path(folder), say, rank) for rank in ranks]
        say(END, str(_wait(children)))


def _fork(request: CellRequest, data: OpenedData, folder: Path, say: Say, rank: Rank) -> int:
    child = os.fork()
    if child == 0:
        os.environ.update(rank.environment)
        _run_and_exit(request, data, folder, say if rank.is_first else None)
    return child


def _wait(children: Sequence[int]) -> int:
    """Wait for the first child, or one that fails before it; gives its exit code, ends the others.

    None of them may outlive the first: it would wait for the first one's part of a batch.
    """
    left = set(children)
    while True:
        child, status = os.waitpid(-1, 0)
        left.discard(child)
        code = os.waitstatus_to_exitcode(status)
        if code or child == children[0]:
            break
    for sibling in left:
        os.kill(sibling, signal.SIGKILL)
        os.waitpid(sibling, 0)
    return code


def _channel() -> Say:
    """The way to the parent; what a module prints does not get into it."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(word: str, text: str) -> None:
        try:
            channel.write(f"{word}\t{text}\n")
            channel.flush()
        except BrokenPipeError:
            # The parent was killed: nobody waits for this any more.
            os._exit(1)

    return say


def _run_and_exit(
    request: CellRequest, data: OpenedData, folder: Path, say: Say | None
) -> NoReturn:
    code = 1
    try:
        _complain_to(folder / COMPLAINTS)
        die_with_parent()
        _offer_to_the_killer()
        code = _run_first(request, data, folder, say) if say else _run_beside(request, data)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent reads it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _offer_to_the_killer() -> None:
    """Where memory runs out, let Linux end this process and not the one that holds the study."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _complain_to(file: Path) -> None:
    with file.open("a") as complaints:
        os.dup2(complaints.fileno(), sys.stderr.fileno())


def _run_first(request: CellRequest, data: OpenedData, folder: Path, say: Say) -> int:
    """Measure the cell and leave what it gave, in the only or the first of its processes."""
    measured = execute(request, lambda message: say(MESSAGE, message_text(message)), data)
    pack(folder / PARCEL, measured)
    return 0


def _run_beside(request: CellRequest, data: OpenedData) -> int:
    """Measure the cell together with the first of its processes."""
    error = execute(request, lambda _: None, data).record.error
    if error is not None:
        sys.stderr.write(f"{error}\n")
    return int(error is not None)
