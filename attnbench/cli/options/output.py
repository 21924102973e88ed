"""Options that say what is shown and written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attnbench.cli.option import OUTPUT, Option
from attnbench.cli.readers import some_of
from attnbench.lazy import lazy
from attnreport.tables.formats import FORMATS

if TYPE_CHECKING:
    from attnreport.comparison import budget
else:
    budget = lazy("attnreport.comparison.budget")

StudyFolder = Annotated[
    Path | None,
    Option(
        "Folder of the study; modules and seeds can be added to it later. Default: one below "
        "attnbench-studies.",
        panel=OUTPUT,
        metavar="DIR",
    ),
]
Output = Annotated[
    Path | None, Option("Also write the tables into this folder.", panel=OUTPUT, metavar="DIR")
]
DryRun = Annotated[
    bool,
    Option(
        "Print what would run and how long it would take; runs one step of each row.",
        panel=OUTPUT,
    ),
]
ShowOptimism = Annotated[
    bool,
    Option("Show the best epoch on the test set too, with its optimistic bias.", panel=OUTPUT),
]


def format_option(known: Callable[[], Iterable[str]], default: str = "") -> Option:
    """The option `--format` of a command.

    Args:
        known: Gives the names of its formats.
        default: What is given where the default depends on other options.
    """
    return Option(
        lambda: f"Some of {', '.join(known())}, separated by commas.{default}",
        panel=OUTPUT,
        read=some_of(known),
        names=known,
    )


TableFormats = Annotated[tuple[str, ...], format_option(lambda: FORMATS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOptions:
    """What a row may cost."""

    max_latency: Annotated[
        str | None,
        Option(
            "Mark the rows within a latency: 1.1x or +10% of the baseline's, or 5ms.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_params: Annotated[
        str | None,
        Option(
            "Mark the rows within a number of parameters: +2%, 24M.", panel=OUTPUT, metavar="LIMIT"
        ),
    ] = None
    max_macs: Annotated[
        str | None,
        Option(
            "Mark the rows within a number of MACs, as torch counts them.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_memory: Annotated[
        str | None,
        Option(
            "Mark the rows within a peak memory of a training step: 1.5x, 2GiB.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None

    @property
    def limits(self) -> "budget.Budget":
        """The limits that were typed.

        Raises:
            BadLimit: if one cannot be read.
        """
        texts = {
            "latency": self.max_latency,
            "params": self.max_params,
            "macs": self.max_macs,
            "memory": self.max_memory,
        }
        return tuple(
            budget.read_limit(quantity, text)
            for quantity, text in texts.items()
            if text is not None
        )
