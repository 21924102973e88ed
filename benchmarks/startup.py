"""How long a user waits: for help, for an error, for a finished study, for the first number.

Run: python benchmarks/startup.py
Prints the median and the range over rounds in which all take turns, each in a fresh process, by the
clock and of the processor. The finished study is measured first, which takes half a minute.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 9

EMPTY = """
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    \"\"\"Do nothing.\"\"\"


app()
"""

ATTNBENCH = (sys.executable, "-m", "attnbench")
MODULES = ("compare", "--modules", "ema,ca,eca", "--epochs", "0", "--rounds", "8")

COMMANDS = {
    "empty typer --help": (sys.executable, "empty.py", "--help"),
    "attnbench --help": (*ATTNBENCH, "--help"),
    "an unknown module": (*ATTNBENCH, "compare", "--modules", "emma"),
    "a finished study": (*ATTNBENCH, *MODULES, "--study", "finished"),
    "the first number": (*ATTNBENCH, *MODULES, "--study", "new"),
}
"""By what is waited for; each takes its turn in every round."""

FIRST = "cost baseline:"
"""How the line of the first number begins, behind the number of its cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One wait, and the work meanwhile."""

    clock_s: float
    processor_s: float
    """Of the process and those that it has started."""


def wait_for(command: Sequence[str], folder: Path) -> Wait:
    """Run a command in a folder until it ends, or has printed the first number."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            if line.partition("] ")[2].startswith(FIRST):
                break
        clock_s = time.perf_counter() - start
        # Not by Popen, which would wait for a process that has ended, and lose what it used.
        os.kill(process.pid, signal.SIGINT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Wait(clock_s=clock_s, processor_s=usage.ru_utime + usage.ru_stime)


def main() -> None:
    """Take turns, and print what each wait took."""
    waits: dict[str, list[Wait]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "empty.py").write_text(EMPTY)
        finish = (*ATTNBENCH, *MODULES, "--study", "finished")
        subprocess.run(finish, check=True, capture_output=True, cwd=folder)
        for _ in range(ROUNDS):
            for name, command in COMMANDS.items():
                waits[name].append(wait_for(command, folder))
                shutil.rmtree(folder / "attnbench-studies" / "new", ignore_errors=True)
    for name, taken in waits.items():
        clock, processor = ([getattr(w, of) for w in taken] for of in ("clock_s", "processor_s"))
        print(
            f"{name}: median {statistics.median(clock):.2f} s, {min(clock):.2f} to "
            f"{max(clock):.2f} s, of the processor {statistics.median(processor):.2f} s, "
            f"n = {ROUNDS}"
        )


if __name__ == "__main__":
    main()
