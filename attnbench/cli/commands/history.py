"""`attnbench history`: where the figures of a series of runs stepped."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, WHAT, Argument, Option
from attnbench.cli.options.output import format_option
from attnbench.cli.pictures.picture import FORMS
from attnbench.cli.pictures.table import shown
from attnbench.cli.readers import share, whole
from attnreport.formats import CONSOLE
from attnreport.regression.metrics.table import METRICS
from attnreport.tables.formats import FORMATS


def formats() -> tuple[str, ...]:
    """The formats of the table and of the pictures."""
    return (*FORMATS, *FORMS)


def file_formats() -> list[str]:
    """The formats that are files."""
    return [name for name in formats() if name != CONSOLE]


def kept_metrics() -> list[str]:
    """The metrics that a history keeps."""
    return [name for name, metric in METRICS.items() if metric.tracking is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Find lasting changes in the recorded runs of regress, and the run at which each one began.

    A change lasts if the median of at least three runs before it and that of at least three runs
    after it differ by more than the noise. Times are compared only between runs on one machine,
    and as ratios to the baseline network where that was timed too.
    """

    folder: Annotated[
        Path,
        Argument("The folder that attnbench regress --history writes to.", metavar="DIR"),
    ]
    rows: Annotated[
        str | None,
        Option("Rows by name: ema,eca,baseline. Default: all.", panel=WHAT, metavar="ROWS"),
    ] = None
    metrics: Annotated[
        str | None,
        Option(
            lambda: (
                f"Metrics, separated by commas: {', '.join(kept_metrics())}. What each one is: "
                "attnbench regress --help. Default: all."
            ),
            panel=WHAT,
            metavar="METRICS",
            names=kept_metrics,
        ),
    ] = None
    since: Annotated[
        str | None,
        Option("Leave out runs before this day in UTC (2026-01-31).", panel=WHAT, metavar="DAY"),
    ] = None
    last: Annotated[
        int, Option("Use at most N runs, the newest.", panel=WHAT, read=whole(at_least=1))
    ] = 500
    minimum: Annotated[
        float,
        Option(
            "Ignore changes of times and memory that are smaller than this.",
            panel=WHAT,
            read=share(1000.0),
        ),
    ] = 0.03
    format: Annotated[
        tuple[str, ...] | None,
        format_option(formats, " Default: console; with --output all of them."),
    ] = None
    output: Annotated[
        Path | None,
        Option(
            lambda: f"Write the table and pictures into this folder. They show {shown('history')}.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None


COMMAND = Command(
    words="history",
    request=History,
    what="What to look at",
    examples=(
        "attnbench regress --baseline main.json --history perf-history",
        "attnbench history perf-history",
        "attnbench history perf-history --rows ema,eca --metrics latency,params --last 100",
        "attnbench history perf-history --since 2026-01-31 --output pictures",
    ),
)
