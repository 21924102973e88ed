"""`attnbench report`: the tables of an existing study."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, UNTYPED, Argument, Invocation, Option
from attnbench.cli.options.output import (
    BudgetOptions,
    Output,
    ShowOptimism,
    format_option,
)
from attnbench.cli.pictures.table import shown
from attnreport.tables.formats import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Print the tables of a study from its records; nothing is measured.

    Shows every module of the study. With --output, formats other than console are written to files
    instead of printed.
    """

    study: Annotated[Path, Argument("The study's folder.")]
    format: Annotated[
        tuple[str, ...] | None,
        format_option(lambda: FORMATS, " Default: console; with --output also md, csv and json."),
    ] = None
    output: Output = None
    explain: Annotated[
        str | None,
        Option(
            "Show how one number of the table was computed: EMA:Top-1, or ema:latency.",
            panel=OUTPUT,
            metavar="ROW:COLUMN",
        ),
    ] = None
    pictures: Annotated[
        Path | None,
        Option(
            lambda: f"Draw what applies to the study into this folder: {shown('study')}.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None
    show_optimism: ShowOptimism = False
    budget: BudgetOptions = field(default_factory=BudgetOptions)
    invocation: Invocation = UNTYPED


COMMAND = Command(
    words="report",
    request=Report,
    examples=(
        "attnbench report attnbench-studies/1a2b3c4d5e",
        "attnbench report my-study --format md",
        "attnbench report my-study --explain ema:top1",
        "attnbench report my-study --pictures pictures",
        "attnbench report my-study --max-latency 1.5x --max-params +2%",
    ),
)
