"""`attnbench report`: the tables of an existing study."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, UNTYPED, Argument, Invocation, Option
from attnbench.cli.options.output import (
    BudgetOptions,
    Columns,
    Output,
    ShowOptimism,
    TableFormatsByOutput,
    Worth,
)
from attnbench.cli.pictures.table import shown
from attnbench.cli.readers import whole
from attnreport.answer.worth import WORTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Print the answer of a study, or its tables, from its stored results; nothing is measured.

    Shows every module of the study, also those that other commands have added.
    """

    study: Annotated[
        str | None,
        Argument(
            "The study's name, a beginning of it that no other has, or the path of its folder. "
            "Default: the newest in attnbench-studies.",
            names=names.studies,
        ),
    ] = None
    format: TableFormatsByOutput = None
    output: Output = None
    columns: Columns = None
    explain: Annotated[
        str | None,
        Option(
            "Show how one number of the table was computed, such as EMA:Top-1 or EMA:Latency. "
            "Case does not matter; leave out units.",
            panel=OUTPUT,
            metavar="ROW:COLUMN",
        ),
    ] = None
    pictures: Annotated[
        Path | None,
        Option(
            lambda: f"Draw pictures into this folder: {shown('study')}.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None
    per_class: Annotated[
        bool,
        Option(
            "Show the score of each class, such as IoU of segmentation, in place of the answer.",
            panel=OUTPUT,
        ),
    ] = False
    session: Annotated[
        int | None,
        Option(
            "Which timing session to show, by its number; 1 is the oldest. A session times all "
            "rows together; when a row is added to the study, a new session times all of them "
            "again. Default: the session with the most rows; of several, the newest.",
            panel=OUTPUT,
            metavar="N",
            read=whole(at_least=1),
        ),
    ] = None
    full: Annotated[
        bool,
        Option("Show the full tables with all notes in place of the answer.", panel=OUTPUT),
    ] = False
    show_optimism: ShowOptimism = False
    worth: Worth = WORTH
    budget: BudgetOptions = field(default_factory=BudgetOptions)
    invocation: Invocation = UNTYPED


COMMAND = Command(
    words="report",
    request=Report,
    examples=(
        "attnbench report",
        "attnbench report 1a2b",
        "attnbench report my-study --full",
        "attnbench report my-study --format md",
        "attnbench report my-study --format tex --columns method,params,macs,latency,top1",
        "attnbench report my-study --explain EMA:Top-1",
        "attnbench report my-study --per-class",
        "attnbench report my-study --session 1",
        "attnbench report my-study --pictures pictures",
        "attnbench report my-study --max-latency 1.5x --max-params +2%",
    ),
)
