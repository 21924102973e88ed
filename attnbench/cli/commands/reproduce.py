"""`attnbench reproduce`: published tables, cell by cell."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.gathered import gathers
from attnbench.cli.options import Output, read_formats
from attnbench.cli.training_options import TrainingOptions
from attnreport.tables.formats import FORMATS

EXAMPLES = """
[bold]Examples[/bold]

  attnbench reproduce table1

  attnbench reproduce all --format md,tex --output tables

  attnbench reproduce table3 --study my-study

  attnbench reproduce table1 --train cifar30 --data-root data --seeds 3

  attnbench reproduce my_paper.toml
"""


@gathers(TrainingOptions)
def reproduce(
    what: Annotated[
        str,
        typer.Argument(
            help="table1, table2 or table3 of the EMA paper; readme, scsa, zam, mmpretrain or "
            "pytorch-cifar100; all; or a paper's .toml file."
        ),
    ],
    study: Annotated[
        list[Path] | None,
        typer.Option(
            help="A study with accuracies, or a folder of studies; may be given again. With "
            "--train the folder in which studies are made, by default attnbench-studies.",
            show_default=False,
        ),
    ] = None,
    *,
    training: TrainingOptions,
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(FORMATS)}.")
    ] = "console",
    output: Output = None,
) -> None:
    """Build each row of a published table, and say of every cell whether its number comes out.

    Sizes are held against every known way to count them, and the one that fits is named. Nothing is
    trained without --train. With --output the formats other than console are written there instead
    of printed. Exit code 1 if a row could not be built.
    """
    chosen = read_formats(formats, FORMATS)
    from attnbench.published.selection import select_tables  # noqa: PLC0415 - loads pydantic

    choices = select_tables(what)
    from attnbench.cli.actions.reproduce import print_reproduction  # noqa: PLC0415 - loads torch

    command = shlex.join(["attnbench", *sys.argv[1:]])
    print_reproduction(choices, study or [], training, command, chosen, output)
