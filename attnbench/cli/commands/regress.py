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
    """Compare two result sets row by row: size, output, score, time and memory.

    Exit code 1 if anything got worse, failed or is missing; 3 if the machine was too noisy to tell;
    0 otherwise. Times that got worse are measured again before the command fails.
    """

    baseline: Annotated[
        Path | None,
        Option(
            "What to compare with: a file of attnbench baseline save, or a study's folder.",
            panel=WHAT,
            metavar="FILE|STUDY",
        ),
    ] = None
    current: Annotated[
        Path | None,
        Option(
            "What is compared: a file or a folder as well. Default: measure the baseline's plan "
            "now.",
            panel=WHAT,
            metavar="FILE|STUDY",
        ),
    ] = None
    baseline_ref: Annotated[
        str | None,
        Option(
            "A branch, tag or commit of this repository. Its code and the working tree's are "
            "measured in turns, in one run.",
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
                f"Some of {', '.join(METRICS)}. Default: all that the baseline has; with "
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
            "A TOML file whose [regress] says what counts as worse. Default: "
            "[tool.attnbench.regress] of ./pyproject.toml, if there is one.",
            panel=WHAT,
            metavar="FILE",
        ),
    ] = None
    settings: PlanOptions = field(default_factory=PlanOptions)
    execution: ExecutionOptions = field(default_factory=ExecutionOptions)
    seconds: Annotated[
        float,
        Option(
            "With --baseline-ref: at most this many seconds of timing in one session.",
            panel=MACHINE,
            read=number(at_least=1),
        ),
    ] = 60.0
    format: Annotated[tuple[str, ...], format_option(lambda: FORMATS)] = (CONSOLE,)
    output: Annotated[
        Path | None,
        Option(
            "Folder for the report's files and for what was measured.",
            panel=OUTPUT,
            metavar="DIR",
        ),
    ] = None
    history: Annotated[
        Path | None,
        Option("Add a line to the history in this folder.", panel=OUTPUT, metavar="DIR"),
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
