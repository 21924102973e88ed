"""A process that measures one version of the code, from the side of its parent."""

import json
import tempfile
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Concatenate, ParamSpec, Self

from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.regression.arm import OPEN, Answer, Arm
from attnbench.regression.family import Family
from attnbench.regression.version import Version
from attnreport.record import AnyRecord, SpeedRecord, load

Words = ParamSpec("Words")


class ProcessFailed(WrongUse):
    """A process that failed to measure."""


class Process:
    """One version of the code in a process of its own; a context manager.

    Args:
        of: What it imports, and where it works.
        family: Starts it.
    """

    def __init__(self, of: Version, family: Family) -> None:
        self.version = of
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - lives as long as the process
        self._member = family.start(of, self._complaints)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._member.end()
        self._complaints.close()

    def open(self, plan: Plan, command: str) -> None:
        """Say what is to be measured; does not wait until it is imported.

        Args:
            plan: Of every row that it may build.
            command: What the user typed, for the records.
        """
        self._send({"ask": OPEN, "plan": plan.to_toml(is_brief=True), "command": command})

    def opened(self) -> None:
        """Wait until it is ready.

        Raises:
            ProcessFailed: if this version cannot run the plan.
        """
        self._answer()

    def build(self, row: str) -> None:
        """Have a row's network built; does not wait."""
        self._ask(Arm.build, row=row)

    def built(self) -> str | None:
        """Wait until it is done; gives why it cannot be built, or None."""
        return self._hear().get("error")

    def files(self) -> Sequence[str]:
        """The files of everything that it has imported."""
        self._ask(Arm.files)
        return list(self._answer()["files"])

    def measure(self, row: str, seed: int | None = None) -> AnyRecord:
        """The cost record of a row, or with a seed its training record."""
        self._ask(Arm.measure, row=row, seed=seed)
        return self._record()

    def header(self, rows: Sequence[str]) -> SpeedRecord:
        """An empty record of the speed of some rows."""
        self._ask(Arm.header, rows=list(rows))
        record = self._record()
        assert isinstance(record, SpeedRecord)
        return record

    def peaks(self, metric: str) -> dict[str, int]:
        """By row, bytes that it holds at most."""
        self._ask(Arm.peaks, metric=metric)
        return dict(self._answer()["bytes"])

    def place(self, metrics: Sequence[str], cores: Sequence[int]) -> None:
        """Have every network placed in memory anew; does not wait."""
        self._ask(Arm.place, metrics=list(metrics), cores=list(cores))

    def placed(self) -> None:
        """Wait until it is done."""
        self._answer()

    def time(self, metric: str, row: str) -> float:
        """Seconds of one call."""
        self._ask(Arm.time, metric=metric, row=row)
        return float(self._answer()["seconds"])

    def _record(self) -> AnyRecord:
        return load(self._answer()["record"].encode(), self.version.name)

    def _ask(
        self,
        question: Callable[Concatenate[Arm, Words], Answer],
        *_: Words.args,
        **words: Words.kwargs,
    ) -> None:
        """Call a method of the process's `Arm`, with keywords."""
        self._send({"ask": question.__name__, **words})

    def _send(self, message: Answer) -> None:
        try:
            self._member.stdin.write(f"{json.dumps(message)}\n")
            self._member.stdin.flush()
        except BrokenPipeError as error:
            raise self._failure(self._last_words()) from error

    def _hear(self) -> Answer:
        line = self._member.stdout.readline()
        if not line:
            raise self._failure(self._last_words())
        answer: Answer = json.loads(line)
        return answer

    def _answer(self) -> Answer:
        answer = self._hear()
        if "error" in answer:
            raise self._failure(f"{answer['kind']}: {answer['error']}")
        return answer

    def _failure(self, why: str) -> ProcessFailed:
        return ProcessFailed(
            f"{self.version.name} ({self.version.checkout.commit[:10]}) cannot be measured: {why}; "
            "fix it, or name another reference"
        )

    def _last_words(self) -> str:
        """What the process said before it ended."""
        self._complaints.seek(0)
        lines = self._complaints.read().strip().splitlines()
        return lines[-1] if lines else "its process has ended, most often because memory ran out"
