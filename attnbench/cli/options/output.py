"""Options that say what is shown and written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attnbench.cli import names
from attnbench.cli.option import OUTPUT, Option, Reader
from attnbench.cli.readers import NAMES, number, some_of
from attnbench.lazy import lazy
from attnbench.tracking.table import TRACKERS
from attnreport.formats import CONSOLE
from attnreport.tables.formats import FORMATS

if TYPE_CHECKING:
    from attnreport.comparison import budget
else:
    budget = lazy("attnreport.comparison.budget")

TABLE_FILES = ("md", "csv", "json", "tex")
"""The formats of tables that are written unless others are named."""

ALL_FORMATS = (CONSOLE, *TABLE_FILES)
"""The formats that a command gives that always writes files."""

Output = Annotated[
    Path | None,
    Option(
        "Write the tables into this folder, one file for each format but console. Without it "
        "they are printed.",
        panel=OUTPUT,
        metavar="DIR",
    ),
]
OutputBesides = Annotated[
    Path | None,
    Option(
        "Write the files of the tables into this folder too. They are always in tables/ of the "
        "study's folder.",
        panel=OUTPUT,
        metavar="DIR",
    ),
]
DryRun = Annotated[
    bool,
    Option(
        "List what would be measured, and how long it would take, estimated from one training "
        "step of each row. Nothing is stored.",
        panel=OUTPUT,
    ),
]


def columns_option(read: Reader) -> Option:
    """The option `--columns` of a command.

    Args:
        read: Reads the names. Where something is measured first, it refuses unknown ones.
    """
    return Option(
        lambda: (
            "Show the full table with these columns alone, in this order, separated by commas: "
            f"{', '.join(names.columns())}. CSV and JSON keep every number."
        ),
        panel=OUTPUT,
        read=read,
        names=names.columns,
    )


Columns = Annotated[tuple[str, ...] | None, columns_option(NAMES)]
ColumnsAhead = Annotated[
    tuple[str, ...] | None, columns_option(some_of(names.columns, NAMES.metavar))
]
ShowOptimism = Annotated[
    bool,
    Option(
        "Also show the best test score over all epochs, and by how much it exceeds the last one's.",
        panel=OUTPUT,
    ),
]

Worth = Annotated[
    float,
    Option(
        "The least gain that is worth a cost, in points of the first score of the table. A module "
        "that costs more, and is shown to gain less than this, gets a no.",
        panel=OUTPUT,
        metavar="POINTS",
        read=number(at_least=0),
    ),
]
Track = Annotated[
    tuple[str, ...],
    Option(
        lambda: (
            f"Send each epoch of training, when it has ended, to {', '.join(TRACKERS)}, or "
            "file.py:Class, a subclass of accelerate.tracking.GeneralTracker. May be several, "
            "separated by commas. The same command later sends what was not sent yet."
        ),
        panel=OUTPUT,
        read=NAMES,
        names=lambda: TRACKERS,
    ),
]


def format_option(known: Callable[[], Iterable[str]], default: str = "") -> Option:
    """The option `--format` of a command.

    Args:
        known: Gives the names of its formats.
        default: What to add, such as the default where it depends on other options.
    """
    return Option(
        lambda: f"Formats, separated by commas: {', '.join(known())}.{default}",
        panel=OUTPUT,
        read=some_of(known),
        names=known,
    )


TableFormats = Annotated[tuple[str, ...], format_option(lambda: FORMATS)]
TableFormatsByOutput = Annotated[
    tuple[str, ...] | None,
    format_option(
        lambda: FORMATS, f" Default: console; with --output also {', '.join(TABLE_FILES)}."
    ),
]


def formats_of(
    typed: Sequence[str] | None, output: Path | None, files: Sequence[str] = TABLE_FILES
) -> Sequence[str]:
    """The formats that were typed; else the console, and files where there is a folder for them."""
    if typed is not None:
        return typed
    return (CONSOLE,) if output is None else (CONSOLE, *files)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOptions:
    """What a row may cost."""

    max_latency: Annotated[
        str | None,
        Option(
            "Limit on the latency of one image: 1.1x or +10% (relative to the baseline), or 5ms. "
            "A row over it gets a no. The column Budget of the full table names limits that are "
            "broken, or undecided because they lie within the interval of the latency.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_params: Annotated[
        str | None,
        Option(
            "Limit on parameters: +2% (relative to the baseline) or 24M.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_macs: Annotated[
        str | None,
        Option(
            "Limit on MACs, which are the column FLOPs (torch): +5% or 1.5G.",
            panel=OUTPUT,
            metavar="LIMIT",
        ),
    ] = None
    max_train_memory: Annotated[
        str | None,
        Option(
            "Limit on the peak memory of a training step: 1.5x or 2GiB.",
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
            "train_memory": self.max_train_memory,
        }
        return tuple(
            budget.read_limit(quantity, text)
            for quantity, text in texts.items()
            if text is not None
        )
