"""`attnbench compare`: modules in one backbone, side by side."""

import shlex
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.gathered import gathers
from attnbench.cli.options import (
    DryRun,
    ExecutorName,
    MaxLatency,
    MaxMacs,
    MaxMemory,
    MaxParams,
    Output,
    Parallel,
    ShowOptimism,
    StudyFolder,
    read_formats,
    read_limits,
)
from attnbench.cli.plan_options import PlanOptions
from attnbench.engine.executors.table import DEFAULT, build_executor
from attnreport.tables.formats import FORMATS

EXAMPLES = """
[bold]Examples[/bold]

  attnbench compare --modules ema,ca,eca

  attnbench compare --modules 'ema(groups=16),ema,cbam(spatial=off)' --seeds 3 --output tables

  attnbench compare --modules 'mine.py:MyAttention(reduction=8),se,shuffled_gate(of=se)'

  attnbench compare --modules ema,ca,eca,se --max-latency 1.5x --max-params +2%

  attnbench compare --modules ema,ca --data cifar100 --data-root data --recipe cifar30 --seeds 3

  attnbench compare --modules cbam,ca --backbone resnet50 --stem cifar --epochs 0 --dry-run

  attnbench compare --modules all --epochs 0
"""


@gathers(PlanOptions)
def compare(
    context: typer.Context,
    modules: Annotated[
        str | None,
        typer.Option(
            help="Modules, with options where they differ from the authors': 'ema(groups=16),ca'. "
            "Your own: file.py:Class, whose file is run. all: those of the catalogue that fit.",
            show_default=False,
        ),
    ] = None,
    *,
    asked: PlanOptions,
    executor: ExecutorName = DEFAULT,
    parallel: Parallel = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Run a stored plan, such as a study's plan.toml; it settles the rest.",
            show_default=False,
        ),
    ] = None,
    study: StudyFolder = None,
    show_optimism: ShowOptimism = False,
    max_latency: MaxLatency = None,
    max_params: MaxParams = None,
    max_macs: MaxMacs = None,
    max_memory: MaxMemory = None,
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(FORMATS)}.")
    ] = "console,md,csv,json",
    output: Output = None,
    dry_run: DryRun = False,
) -> None:
    """Compare modules in one backbone: sizes, speed and accuracy beside the baseline's.

    Measures what is missing in the study, each result stored at once, then prints and writes the
    table. The same command again measures nothing twice.
    """
    chosen = read_formats(formats, FORMATS)
    budget = read_limits(latency=max_latency, params=max_params, macs=max_macs, memory=max_memory)
    from attnbench.cli.planning import ALL, make_plan, read_modules, read_plan  # noqa: PLC0415 - loads torch

    wanted = read_plan(plan, context) if plan else make_plan(asked, read_modules(modules))
    from attnbench.cli.actions.compare import leave_out_misfits, print_dry_run, run_and_show  # noqa: PLC0415 - loads timm

    if modules == ALL:
        wanted = leave_out_misfits(wanted)
    command = shlex.join(["attnbench", *sys.argv[1:]])
    with closing(build_executor(executor, parallel=parallel)) as built:
        if dry_run:
            print_dry_run(wanted, study, built)
            return
        run_and_show(
            *(wanted, study, command, built, budget, chosen, output), show_optimism=show_optimism
        )
