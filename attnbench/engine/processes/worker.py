"""The process that runs cells: it imports everything once and forks a child for each cell.

So a cell's memory is its own, its death is a record, and it does not wait for imports. The worker
itself never runs torch: a fork must not inherit threads or a GPU in use. It reads a cell a line
from standard input and says on standard output, a line `word<tab>words` at a time: `ready` once,
then for each cell the share that is done, and `end` with the exit code of the child. Where several
devices share a cell, each has a child of its own.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn, TypedDict

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import Measured, measure
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.engine.processes.orphans import die_with_parent
from attnbench.engine.processes.ranks import Rank, ranks_of
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.plan.variant import parse_variant
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnbench.training.keeper import Keeper

READY, END = "ready", "end"

BUSY = os.EX_TEMPFAIL
"""Exit code of a child whose cell another process is running."""

Say = Callable[[str, str], None]
"""Sends a word and the words after it to the parent."""


class Message(TypedDict):
    """All that a worker must know to run a cell."""

    study: str
    plan: str
    kind: str
    variants: list[str]
    seed: int | None
    command: str
    complaints: str
    """File that takes the standard error of the child."""
    since: str
    """When the run started: what has failed after that is not tried again."""


def message(
    study: Study, plan: Plan, cell: Cell, command: str, complaints: Path, since: str
) -> Message:
    """The message for a cell of a plan."""
    variants = cell.variants if isinstance(cell, SpeedCell) else (cell.variant,)
    return {
        "study": str(study.folder),
        "plan": plan.to_toml(),
        "kind": cell.kind,
        "variants": [str(variant) for variant in variants],
        "seed": cell.seed if isinstance(cell, TrainCell) else None,
        "command": command,
        "complaints": str(complaints),
        "since": since,
    }


def main() -> None:
    """Run the cells that standard input names, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    say = _channel()
    say(READY, "")
    for line in sys.stdin:
        content: Message = json.loads(line)
        _load_data(content)
        Path(content["complaints"]).write_text("")
        children = [_fork(content, say, rank) for rank in ranks_of(_ranks(content))]
        say(END, str(_wait(children)))


def _ranks(content: Message) -> int:
    """How many processes share the cell."""
    return plan_from_toml(content["plan"], "").devices if content["kind"] == "train" else 1


def _fork(content: Message, say: Say, rank: Rank) -> int:
    child = os.fork()
    if child == 0:
        os.environ.update(rank.environment)
        _run_and_exit(content, say if rank.is_first else _say_nothing, is_first=rank.is_first)
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


def _say_nothing(word: str, words: str) -> None:
    del word, words


def _load_data(content: Message) -> None:
    """Load the data once for all cells to come; where that fails, the cell itself will say so."""
    with suppress(Exception):
        open_data_of(plan_from_toml(content["plan"], "")).prepare()


def _channel() -> Say:
    """The way to the parent; what a module prints does not get into it."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(word: str, words: str) -> None:
        try:
            channel.write(f"{word}\t{words}\n")
            channel.flush()
        except BrokenPipeError:
            # The parent was killed: nobody waits for this any more.
            os._exit(1)

    return say


def _run_and_exit(content: Message, say: Say, *, is_first: bool) -> NoReturn:
    code = 1
    try:
        _complain_to(Path(content["complaints"]))
        die_with_parent()
        _offer_to_the_killer()
        code = _run(content, say, is_first=is_first)
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


def _run(content: Message, say: Say, *, is_first: bool) -> int:
    """Measure the cell and, in the first of its processes, store what it gave."""
    plan = plan_from_toml(content["plan"], "the plan of the command")
    cell = _cell(content)
    study = Study.load(Path(content["study"]))
    source = open_data_of(plan)
    job = Job(plan, source, cell, cell_key(plan, source, cell), content["command"])
    keeper = Keeper(
        study.checkpoints(job.key),
        minutes=plan.checkpoint_minutes,
        epochs=plan.checkpoint_epochs,
    )
    if not is_first:
        error = measure(job, lambda *_: None, keeper).record.error
        if error is not None:
            sys.stderr.write(f"{error}\n")
        return int(error is not None)
    with study.claim(job.key) as is_mine:
        if not is_mine:
            return BUSY
        if not _is_settled(study, job.key, content["since"]):
            measured = measure(job, lambda share, words: say(f"{share:.4f}", words), keeper)
            _store(study, measured)
            if measured.record.error is None:
                keeper.clear()
    return 0


def _is_settled(study: Study, key: str, since: str) -> bool:
    """Whether another process has run the cell meanwhile, whatever came of it."""
    record = study.record(key)
    if record is None or record.error is None:
        return record is not None
    ended = datetime.fromisoformat(record.started_at) + timedelta(seconds=record.wall_s)
    return ended >= datetime.fromisoformat(since)


def _store(study: Study, measured: Measured) -> None:
    key = measured.record.key
    if measured.outcomes:
        study.write_outcomes(key, measured.outcomes)
    if measured.weights is not None:
        study.write_weights(key, measured.weights)
    study.write(measured.record)


def _cell(content: Message) -> Cell:
    variants = tuple(map(parse_variant, content["variants"]))
    match content["kind"]:
        case "cost":
            return CostCell(variants[0])
        case "speed":
            return SpeedCell(variants)
        case _:
            assert content["seed"] is not None
            return TrainCell(variants[0], content["seed"])
