"""Distributed training: two processes train one module and stay in step."""

import json
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from attnbench.child import child_command
from attnbench.doctor.check import Check, Outcome, failed, passed, skipped
from attnbench.doctor.checks import rank as rank_program
from attnbench.doctor.checks.closeness import listed
from attnbench.doctor.checks.rank import Message
from attnbench.doctor.checks.tensors import hidden
from attnbench.doctor.subject import Subject

LIMIT_S = 120
"""Longest that the two processes may take, their imports included."""


def _ddp(subject: Subject) -> Outcome:
    module = subject.make()
    if not any(tensor.requires_grad for tensor in module.parameters()):
        unknown = [
            k for k, tensor in hidden(module, subject.maps()).items() if tensor.requires_grad
        ]
        if unknown:
            return failed(f"DDP does not know its weights: {listed(unknown)}")
        return passed("no parameters: nothing to keep in step")
    if subject.address is None:
        return skipped(
            "another process cannot find a module that was built here",
            "Name it: attnbench check file.py:Class, or pass a class of a file.",
        )
    with tempfile.TemporaryDirectory(prefix="attnbench-") as folder:
        errors = _run(subject, subject.address, Path(folder))
    if errors is None:
        return failed(f"two processes did not finish within {LIMIT_S} s: one waits for the other")
    if errors:
        return failed(errors[0])
    return passed("3 steps")


def _run(subject: Subject, address: str, folder: Path) -> list[str] | None:
    """What the two processes complain about; None if they do not end."""
    processes = []
    for rank in range(2):
        message: Message = {
            "address": address,
            "channels": subject.channels,
            "size": list(subject.size),
            "rank": rank,
            "folder": str(folder),
        }
        command = child_command(rank_program.__name__, json.dumps(message))
        processes.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
    try:
        for process in processes:
            process.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        return None
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
    return [text for rank in range(2) if (text := _complaint(folder / f"{rank}.txt"))]


def _complaint(file: Path) -> str:
    return (
        file.read_text(encoding="utf-8")
        if file.exists()
        else "a process died without an error message"
    )


CHECKS = (
    Check(
        name="ddp",
        theme="copies",
        title="Stays in step in two processes (DDP)",
        examine=_ddp,
        meaning="Training on several GPUs stops, or each GPU silently trains a network of its own.",
        remedy="Use every parameter in every forward, and register every weight: DDP shares what "
        "parameters() and buffers() list.",
    ),
)
