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
        "Folder of the study; you can add modules and seeds to it later. Default: "
        "attnbench-studies/ID, where the same options give the same ID.",
        panel=OUTPUT,
        metavar="DIR",
    ),
]
Output = Annotated[
    Path | None,
    Option("Folder for the tables, in every format but console.", panel=OUTPUT, metavar="DIR"),
]
DryRun = Annotated[
    bool,
    Option(
        "Measure nothing: list what would run, with an estimate of the time from one training"
        " step of each row.",
        panel=OUTPUT,
    ),
]
ShowOptimism = Annotated[
    bool,
    Option(
        "Also show the score of the epoch that is best on the test set, and its optimistic bias.",
        panel=OUTPUT,
    ),
]


def format_option(known: Callable[[], Iterable[str]], default: str = "") -> Option:
    """The option `--format` of a command.

    Args:
        known: Gives the names of its formats.
        default: What is given where the default depends on other options.
    """
    return Option(
        lambda: f"Formats, separated by commas: {', '.join(known())}.{default}",
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
            "Mark rows whose latency is at most this: 1.1x or +10% (relative to the "
            "baseline), or 5ms for one image.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_params: Annotated[
        str | None,
        Option(
            "Mark rows with at most this many parameters: +2% (relative to the baseline) or 24M.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_macs: Annotated[
        str | None,
        Option(
            "Mark rows with at most this many MACs, as torch counts them: +5% or 1.5G.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_memory: Annotated[
        str | None,
        Option(
            "Mark rows whose training step peaks at this much memory or less: 1.5x or 2GiB.",
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
