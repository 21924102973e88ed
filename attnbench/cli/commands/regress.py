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
from attnbench.cli.readers import OBJECT, number
from attnbench.plan.session import Modules
from attnreport.formats import CONSOLE
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.metrics.table import METRICS, default_metrics


def _metrics_text() -> str:
    return ", ".join(f"{metric.name} ({metric.meaning})" for metric in METRICS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Regress:
    """Find what got worse since earlier results: sizes, modules' outputs, scores, times, memory.

    There are two ways. With --baseline, the earlier results are stored; they are called reference
    results. The new results are those of --current, or are measured now with the settings of the
    reference results: options of network, data, training and machine cannot be given, except
    --executor and --parallel. With --baseline-ref and --modules, the code of a git branch, tag or
    commit and the code of your working tree are measured now, in turns.

    The exit code is 1 if anything got worse, failed or is missing; 2 if nothing could be compared;
    3 if there is no verdict, because the machine was too noisy or a metric of --metrics could not
    be compared; 0 otherwise. Times that got worse are measured again before the command fails.
    """

    baseline: Annotated[
        str | None,
        Option(
            "The reference results: a file written by attnbench baseline save, or the name or "
            "folder of a study.",
            panel=WHAT,
            metavar="FILE|STUDY",
            names=names.studies,
        ),
    ] = None
    current: Annotated[
        str | None,
        Option(
            "The new results: a file, or the name or folder of a study. Default: measure now what "
            "the reference results hold.",
            panel=WHAT,
            metavar="FILE|STUDY",
            names=names.studies,
        ),
    ] = None
    baseline_ref: Annotated[
        str | None,
        Option(
            "Instead of --baseline: a branch, tag or commit of the repository that you are in. "
            "Its code and your working tree are measured in turns.",
            panel=WHAT,
            metavar="REF",
        ),
    ] = None
    modules: Annotated[
        Modules | None,
        Option(
            "With --baseline-ref: the modules, as in attnbench compare. The path of a file is "
            "relative to the repository.",
            panel=WHAT,
            metavar="MODULES",
            read=OBJECT,
            names=names.modules,
        ),
    ] = None
    metrics: Annotated[
        str | None,
        Option(
            lambda: (
                f"Metrics, separated by commas: {_metrics_text()}. Default: all that the reference "
                "results hold; with "
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
            "With --baseline-ref: the longest time of a timing session, in seconds. There are up "
            "to three sessions; one ends early when every row has a verdict.",
            panel=MACHINE,
            read=number(at_least=1),
        ),
    ] = 60.0
    format: Annotated[
        tuple[str, ...],
        format_option(
            lambda: FORMATS,
            " junit is a test report for CI, bench the input of github-action-benchmark.",
        ),
    ] = (CONSOLE,)
    output: Annotated[
        Path | None,
        Option(
            "Write the report into this folder, one file for each format but console, and what "
            "was measured as current.json.",
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
        "attnbench regress --baseline baseline.json --current my-study --history history",
    ),
)
