"""Cells -> records: what is finished is not run again, and one failure does not end the study."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from attnbench.engine import worker
from attnbench.engine.fingerprint import cell_key
from attnbench.engine.measure import failed, measure, setting_of
from attnbench.environment import describe
from attnbench.network import refuse_misfits
from attnbench.plan import Cell, CostCell, Plan, cells
from attnbench.study import Study
from attnreport.frame import AnyRecord

CHILD = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from attnbench.engine.worker import main
main()
"""
"""The child's program: it imports from where this process does, whatever lies in its folder."""


class Progress(Protocol):
    """Is told what runs."""

    def begin(self, cell: Cell, number: int, total: int) -> None:
        """A cell starts, the `number`th of `total`."""
        ...

    def advance(self, share: float, words: str) -> None:
        """The running cell has done this share of its work."""
        ...

    def end(self, record: AnyRecord) -> None:
        """The running cell has its record."""
        ...


def prepare(plan: Plan, folder: Path | None) -> Study:
    """The study of a plan, once it is known that every row of it can be built.

    Args:
        plan: What is to be measured.
        folder: Of the study; None takes the default one.

    Raises:
        ValueError: of the kind that names what cannot run, before anything is written.
    """
    refuse_misfits(plan)
    return Study.open(folder, plan)


def unfinished(plan: Plan, study: Study) -> list[Cell]:
    """The cells of a plan that have no record yet, or a failed one."""
    return [cell for cell in cells(plan) if not study.is_finished(cell_key(plan, cell))]


def run(plan: Plan, study: Study, command: str, progress: Progress) -> list[AnyRecord]:
    """Measure what is missing, each cell stored the moment it is finished.

    Args:
        plan: What is asked for; the study may hold more.
        study: Where records are looked up and stored, from `prepare`.
        command: What the user typed, for the records.
        progress: Is told what runs.

    Returns:
        The record of every cell of the plan, failed ones included.
    """
    missing = unfinished(plan, study)
    for number, cell in enumerate(missing, start=1):
        progress.begin(cell, number, len(missing))
        if isinstance(cell, CostCell):
            record, _ = measure(plan, cell, cell_key(plan, cell), command, progress.advance)
            study.write(record)
        else:
            record = _run_in_child(plan, study, cell, command, progress)
        progress.end(record)
    found = (study.record(cell_key(plan, cell)) for cell in cells(plan))
    return [record for record in found if record is not None]


def _run_in_child(
    plan: Plan, study: Study, cell: Cell, command: str, progress: Progress
) -> AnyRecord:
    key = cell_key(plan, cell)
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(
            [sys.executable, "-c", CHILD, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as child,
    ):
        try:
            _feed(child, worker.message(study, plan.to_toml(), cell, command), progress)
        except BaseException:
            child.kill()
            raise
        if child.returncode != 0:
            complaints.seek(0)
            cause = _cause(child.returncode, complaints.readlines())
            study.write(_death(plan, cell, command, cause))
    record = study.record(key)
    assert record is not None
    return record


def _feed(child: "subprocess.Popen[str]", message: str, progress: Progress) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin:
        child.stdin.write(message)
    for line in child.stdout:
        share, tab, words = line.rstrip("\n").partition("\t")
        if tab:
            progress.advance(float(share), words)
    child.wait()


def _death(plan: Plan, cell: Cell, command: str, cause: str) -> AnyRecord:
    """The record of a cell whose process ended without writing one."""
    return failed(
        plan,
        cell,
        {
            "key": cell_key(plan, cell),
            "setting": setting_of(plan),
            "environment": describe(plan.device, plan.threads),
            "command": command,
            "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "wall_s": 0.0,
            "error": cause,
            "traceback": None,
        },
    )


def _cause(code: int, complaints: Sequence[str]) -> str:
    if code == -signal.SIGKILL:
        return (
            "the process was killed (signal 9), most often for lack of memory; "
            "lower the recipe's batch_size or --batch-size"
        )
    if code < 0:
        return f"the process was ended by {signal.Signals(-code).name}; run the command again"
    last = complaints[-1].strip() if complaints else "no message"
    return f"the process ended with exit code {code}: {last}"
