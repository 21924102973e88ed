"""`attnbench regress`: did anything get worse?"""

import shlex
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.gathered import gathers
from attnbench.cli.options import read_formats, refuse_beside, typed_options
from attnbench.cli.plan_options import PlanOptions
from attnbench.engine.executors.table import build_executor
from attnbench.errors import WrongUse
from attnreport.formats import CONSOLE
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.metrics.table import METRICS, default_metrics, metrics_of

EXAMPLES = """
[bold]Examples[/bold]

  attnbench regress --baseline-ref main --modules ema,eca

  attnbench regress --baseline-ref main --modules mine.py:Mine --format console,md,junit --output ci

  attnbench regress --baseline baseline.json --metrics params,macs,output

  attnbench regress --baseline baseline.json --current attnbench-studies/STUDY --history history
"""

ALWAYS = ("baseline", "baseline_ref", "metrics", "rules", "history", "formats", "output")
"""The options that serve whatever is compared."""


@gathers(PlanOptions)
def regress(
    context: typer.Context,
    baseline: Annotated[
        Path | None,
        typer.Option(
            help="What to compare with: a file of attnbench baseline save, or a study's folder.",
            show_default=False,
        ),
    ] = None,
    current: Annotated[
        Path | None,
        typer.Option(
            help="What is compared: a file or a folder too; if none is given, the baseline's plan "
            "is measured now.",
            show_default=False,
        ),
    ] = None,
    baseline_ref: Annotated[
        str | None,
        typer.Option(
            help="A branch, tag or commit of this repository: its code and the working tree's are "
            "measured in turns, in one run.",
            show_default=False,
        ),
    ] = None,
    modules: Annotated[
        str | None,
        typer.Option(
            help="With --baseline-ref: the modules, as of attnbench compare; a file's place is in "
            "the repository.",
            show_default=False,
        ),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            help=f"Some of {','.join(METRICS)}; by default all that the baseline has; with "
            f"--baseline-ref {','.join(metric.name for metric in default_metrics())}.",
            show_default=False,
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            help="A TOML file with what counts as worse in \\[regress]; by default "
            "\\[tool.attnbench.regress] of pyproject.toml here, if it is there.",
            show_default=False,
        ),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(min=1, help="With --baseline-ref: most seconds of one timing session."),
    ] = 60.0,
    history: Annotated[
        Path | None,
        typer.Option(help="Add a line to the history in this folder.", show_default=False),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(FORMATS)}.")
    ] = CONSOLE,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the report's files and for what was measured.", show_default=False
        ),
    ] = None,
    *,
    asked: PlanOptions,
) -> None:
    """Compare two result sets: params, FLOPs, output, accuracy, latency, memory, row by row.

    Exit code 1 where anything got worse, broke or is missing; 3 where the machine was too noisy to
    tell; 0 where nothing got worse. Two stored sets are compared without torch. Before times turn a
    build red they are measured again.
    """
    chosen = read_formats(formats, FORMATS)
    if (baseline is None) == (baseline_ref is None):
        raise WrongUse("pass --baseline, a file or a study, or --baseline-ref, a git reference")
    typed = typed_options(context)
    if baseline is not None:
        refuse_beside(
            context, "--baseline", [name for name in typed if name not in (*ALWAYS, "current")]
        )
    else:
        refuse_beside(context, "--baseline-ref", [name for name in typed if name == "current"])
    from attnbench.cli.actions import regress as regressing  # noqa: PLC0415 - loads torch
    from attnbench.cli.actions import regress_report as regress_formats  # noqa: PLC0415 - loads pandas
    from attnbench.cli.tables import make_folder  # noqa: PLC0415

    regress_formats.check_formats(chosen, output)
    for folder in filter(None, (output, history)):
        make_folder(folder)
    wish = regressing.Wish(
        metrics=None if metrics is None else metrics_of(metrics),
        rules=regressing.find_rules(rules),
        command=shlex.join(["attnbench", *sys.argv[1:]]),
        folder=output,
    )
    if baseline is not None and current is not None:
        found = regressing.of_stored(baseline, current, wish)
    elif baseline is not None:
        with closing(build_executor()) as executor:
            found = regressing.of_today(baseline, wish, executor)
    else:
        from attnbench.cli.planning import make_plan, read_modules  # noqa: PLC0415 - loads torch

        plan = make_plan(asked, read_modules(modules))
        found = regressing.of_reference(plan, str(baseline_ref), wish, seconds)
    regress_formats.give_report(found.report, chosen, output)
    if history is not None:
        from attnreport.history.entry import entry_of  # noqa: PLC0415
        from attnreport.history.journal import append  # noqa: PLC0415

        append(history, entry_of(found.report, found.after))
    if found.report.exit_code:
        raise typer.Exit(found.report.exit_code)
