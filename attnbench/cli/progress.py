"""What runs, on standard error: bars on a terminal, plain lines elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from attnbench.plan import Cell
from attnreport.frame import AnyRecord
from attnreport.units import duration_text


class ConsoleProgress:
    """Tells a person what runs; implements the engine's `Progress`."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[words]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._name = ""

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def begin(self, cell: Cell, number: int, total: int) -> None:
        """Show a bar for the cell."""
        self._name = f"[{number}/{total}] {cell}"
        self._task = self._bars.add_task(_plain(self._name), total=1.0, words="")

    def advance(self, share: float, words: str) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.update(self._task, completed=share, words=words)

    def end(self, record: AnyRecord) -> None:
        """Leave a line in place of the bar."""
        if self._task is not None:
            self._bars.remove_task(self._task)
        outcome = f"failed: {record.error}" if record.error else duration_text(record.wall_s)
        self._console.print(f"{self._name}: {outcome}", markup=False, highlight=False)


def _plain(text: str) -> str:
    """The text with nothing that rich would read as markup."""
    return text.replace("[", r"\[")
