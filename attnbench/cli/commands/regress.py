"""`attnbench regress`: did anything get worse?"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import MACHINE, OUTPUT, UNTYPED, WHAT, Invocation, Option
from attnbench.cli.options.machine import ExecutionOptions
from attnbench.cli.options.output import format_option
from attnbench.cli.options.plan import PlanOptions
from attnbench.cli.readers import number
from attnreport.formats import CONSOLE
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.metrics.table import METRICS, default_metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Regress:
    """Compare new results with earlier ones, row by row: size, output, score, time and memory.

    Two ways: --baseline (and --current) compares stored results; --baseline-ref and --modules
    measure a git reference and your working tree in turns, with the options below. Exit code 1 if
    anything got worse, failed or is missing; 3 if the machine was too noisy to tell; 0 otherwise.
    Times that got worse are measured again before the command fails.
    """

    baseline: Annotated[
        Path | None,
        Option(
            "The earlier results: a file written by attnbench baseline save, or a study's folder.",
            panel=WHAT,
            metavar="FILE|STUDY",
        ),
    ] = None
    current: Annotated[
        Path | None,
        Option(
            "The new results: a file or a study's folder. Default: measure now what the "
            "baseline measured.",
            panel=WHAT,
            metavar="FILE|STUDY",
        ),
    ] = None
    baseline_ref: Annotated[
        str | None,
        Option(
            "Instead of --baseline: a branch, tag or commit of the repository that you are "
            "in. Its code and your working tree take turns in one run.",
            panel=WHAT,
            metavar="REF",
        ),
    ] = None
    modules: Annotated[
        str | None,
        Option(
            "With --baseline-ref: the modules, as in attnbench compare. The path of a file is "
            "relative to the repository.",
            panel=WHAT,
            metavar="MODULES",
            names=names.modules,
        ),
    ] = None
    metrics: Annotated[
        str | None,
        Option(
            lambda: (
                f"Metrics, separated by commas: {', '.join(METRICS)}. Default: all that the "
                "baseline file holds; with "
                f"--baseline-ref: {', '.join(metric.name for metric in default_metrics())}."
            ),
            panel=WHAT,
            metavar="METRICS",
            names=lambda: METRICS,
        ),
    ] = None
    rules: Annotated[
        Path | None,
        Option(
            "TOML file with a [regress] table that sets the thresholds. Default: "
            "[tool.attnbench.regress] in ./pyproject.toml, if it is there.",
            panel=WHAT,
            metavar="FILE",
        ),
    ] = None
    settings: PlanOptions = field(default_factory=PlanOptions)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    seconds: Annotated[
        float,
        Option(
            "With --baseline-ref: the longest time, in seconds, that one round of comparison "
            "may spend on timing.",
            panel=MACHINE,
            read=number(at_least=1),
        ),
    ] = 60.0
    format: Annotated[tuple[str, ...], format_option(lambda: FORMATS)] = (CONSOLE,)
    output: Annotated[
        Path | None,
        Option(
            "Folder for the files of the report and the new results.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None
    history: Annotated[
        Path | None,
        Option(
            "Append this run to the history in this folder, for attnbench history.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None
    invocation: Invocation = UNTYPED


COMMAND = Command(
    words="regress",
    request=Regress,
    examples=(
        "attnbench regress --baseline-ref main --modules ema,eca",
        "attnbench regress --baseline-ref main --modules mine.py:Mine --format console,md,junit "
        "--output ci",
        "attnbench regress --baseline baseline.json --metrics params,macs,output",
        "attnbench regress --baseline baseline.json --current attnbench-studies/STUDY "
        "--history history",
    ),
)
