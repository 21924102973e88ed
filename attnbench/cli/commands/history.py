"""`attnbench history`: where the figures of a series of runs stepped."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from attnbench.cli.options import read_formats
from attnbench.errors import WrongUse
from attnreport.regression.metrics.table import METRICS

TABLES = ("console", "md", "csv", "json")
PICTURES: tuple[Literal["png", "svg"], ...] = ("png", "svg")
KEPT_METRICS = tuple(name for name, metric in METRICS.items() if metric.tracking is not None)
MOST_PERCENT = 1000.0
FORMATS = (*TABLES, *PICTURES)

EXAMPLES = """
[bold]Examples[/bold]

  attnbench regress --baseline main.json --history perf-history

  attnbench history perf-history

  attnbench history perf-history --rows ema,eca --metrics latency,params --last 100

  attnbench history perf-history --since 2026-01-31 --output pictures
"""


def history(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Where attnbench regress --history DIR keeps a line a run."
        ),
    ],
    rows: Annotated[
        str | None,
        typer.Option(help="Rows by name: ema,eca,baseline; all if left out.", show_default=False),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            help=f"Some of {','.join(KEPT_METRICS)}; all if left out.", show_default=False
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="First day, UTC, such as 2026-01-31.", show_default=False),
    ] = None,
    last: Annotated[int, typer.Option(min=1, help="Most runs, the newest.")] = 500,
    minimum: Annotated[
        str, typer.Option(help="Least step of times and memory that counts.")
    ] = "3%",
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"Some of {', '.join(FORMATS)}; by default console, with --output all.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Write the table and a picture of each metric into this folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Find the steps in a history of runs, and name the first run after each; loads no torch.

    A level is a median of three runs or more, as in airspeed velocity. Times are compared within
    a machine alone, as ratios to the baseline network where there are any.
    """
    by_default = TABLES[:1] if output is None else FORMATS
    chosen = by_default if formats is None else read_formats(formats, FORMATS)
    if output is None and set(chosen) & set(PICTURES):
        raise WrongUse(f"--format {formats} is a picture, which is a file; add --output FOLDER")
    share = _read_share(minimum)
    from attnbench.cli.actions import history as history_files  # noqa: PLC0415 - loads pandas

    picked = history_files.pick(folder, rows=rows, metrics=metrics, since=since, last=last)
    history_files.give(picked, share, chosen, output)


def _read_share(text: str) -> float:
    number = text.strip().removesuffix("%")
    try:
        percent = float(number) if text.strip().endswith("%") else -1.0
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= MOST_PERCENT:
        raise WrongUse(
            f"cannot read --minimum {text!r}; pass 0% to {MOST_PERCENT:g}%, such as 3% or 0.5%"
        )
    return percent / 100
