"""`attnbench baseline save`: what later versions are compared with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import Argument, Option
from attnreport.regression.metrics.table import METRICS


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineSave:
    """Save a study's results in one file, for attnbench regress to compare new ones with.

    Parameters, MACs and a module's output for a fixed input agree across machines (the output
    within a tolerance), so you can commit a file that holds only these: --metrics
    params,macs,output. Times and memory are compared only on the machine that measured them.
    """

    file: Annotated[Path, Argument("The file to write.")]
    study: Annotated[
        str,
        Option(
            "The name or folder of a finished study, or the current.json that attnbench regress "
            "--output wrote.",
            metavar="STUDY",
            names=names.studies,
        ),
    ]
    metrics: Annotated[
        str | None,
        Option(
            lambda: (
                f"Metrics to keep, separated by commas: {', '.join(METRICS)}. What each one is: "
                "attnbench regress --help. Default: all that the study has."
            ),
            metavar="METRICS",
            names=lambda: METRICS,
        ),
    ] = None
    commit: Annotated[
        str | None,
        Option(
            "Name of the measured version in reports, such as the commit of your repository. "
            "Default: the commit of attnbench itself, if it runs from a checkout.",
            metavar="NAME",
        ),
    ] = None
    allow_failed: Annotated[bool, Option("Save even if measurements failed or are missing.")] = (
        False
    )
    force: Annotated[bool, Option("Replace an existing file.")] = False


COMMAND = Command(
    words="baseline save",
    request=BaselineSave,
    examples=(
        "attnbench baseline save baseline.json --study 1a2b",
        "attnbench baseline save baseline.json --study my-study --metrics params,macs,output "
        "--force",
    ),
)
