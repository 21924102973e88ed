"""A process that measures one version of the code, from the side of its parent."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attnbench.errors import WrongUse
from attnbench.plan import Plan
from attnbench.regression import version
from attnbench.regression.version import Version
from attnreport.record import AnyRecord, SpeedRecord, load

PROGRAM = """
import json, runpy, sys
sys.path[:] = json.loads(sys.argv[1])
runpy.run_path(sys.argv[2], run_name="__main__")
"""
ARM = Path(version.__file__).with_name("arm.py")


class ProcessFailed(WrongUse):
    """A process that could not do what it was asked."""


class Process:
    """One version of the code in a process of its own; a context manager.

    Args:
        of: What it imports, and where it works.
    """

    def __init__(self, of: Version) -> None:
        self.version = of
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, json.dumps(of.search), str(ARM)],
            cwd=of.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._complaints.close()

    def open(self, plan: Plan, command: str) -> None:
        """Say what is to be measured; does not wait until it is imported.

        Args:
            plan: Of every row that may be asked for.
            command: What the user typed, for the records.
        """
        self._ask("open", plan=plan.to_toml(), command=command)

    def opened(self) -> None:
        """Wait until it is there.

        Raises:
            ProcessFailed: if this version cannot run the plan.
        """
        self._answer()

    def build(self, row: str) -> str | None:
        """Build a row's network; gives why it cannot be built, or None."""
        self._ask("build", row=row)
        return self._hear().get("error")

    def files(self) -> Sequence[str]:
        """The files of everything that it has imported."""
        self._ask("files")
        return list(self._answer()["files"])

    def measure(self, row: str, seed: int | None = None) -> AnyRecord:
        """The cost record of a row, or with a seed its training record."""
        self._ask("measure", row=row, seed=seed)
        return self._record()

    def header(self, rows: Sequence[str]) -> SpeedRecord:
        """An empty record of the speed of some rows."""
        self._ask("header", rows=list(rows))
        record = self._record()
        assert isinstance(record, SpeedRecord)
        return record

    def peaks(self, metric: str) -> dict[str, int]:
        """By row, bytes that it holds at most."""
        self._ask("peaks", metric=metric)
        return dict(self._answer()["bytes"])

    def place(self, metrics: Sequence[str], cores: Sequence[int]) -> None:
        """Have every network placed in memory anew; does not wait."""
        self._ask("place", metrics=list(metrics), cores=list(cores))

    def placed(self) -> None:
        """Wait until it is done."""
        self._answer()

    def time(self, metric: str, row: str) -> float:
        """Seconds of one call."""
        self._ask("time", metric=metric, row=row)
        return float(self._answer()["seconds"])

    def _record(self) -> AnyRecord:
        return load(self._answer()["record"].encode(), self.version.name)

    def _ask(self, question: str, **words: object) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{json.dumps({'ask': question, **words})}\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._failure(self._last_words()) from error

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._failure(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _answer(self) -> dict[str, Any]:
        answer = self._hear()
        if "error" in answer:
            raise self._failure(f"{answer['kind']}: {answer['error']}")
        return answer

    def _failure(self, why: str) -> ProcessFailed:
        return ProcessFailed(
            f"{self.version.name} ({self.version.checkout.commit[:10]}) cannot be measured: {why}; "
            "mend it, or name another reference"
        )

    def _last_words(self) -> str:
        """What the process said before it ended."""
        code = self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().strip().splitlines()
        return lines[-1] if lines else f"its process ended with exit code {code}"
