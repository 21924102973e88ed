"""`attnbench ablate`: what each option and part of a module does."""

import shlex
import sys
from contextlib import closing
from typing import Annotated

import typer

from attnbench.cli.gathered import gathers
from attnbench.cli.options import (
    DryRun,
    ExecutorName,
    Output,
    Parallel,
    StudyFolder,
    read_formats,
)
from attnbench.cli.plan_options import PlanOptions
from attnbench.engine.executors.table import DEFAULT, build_executor
from attnreport.tables.formats import FORMATS

EXAMPLES = """
[bold]Examples[/bold]

  attnbench ablate --groups 16,32

  attnbench ablate --groups 16,32 --cross-spatial on,off --seeds 3

  attnbench ablate --module scsa --vary window=4,8 --design one-at-a-time

  attnbench ablate --module cbam --design leave-one-out

  attnbench ablate --module eca --stage-mask each

  attnbench ablate --module ca --sites residual,block --vary recipe.lr=0.002,0.004 --dry-run
"""


@gathers(PlanOptions)
def ablate(
    module: Annotated[
        str,
        typer.Option(help="The module, with options that stay as they are: 'cbam(reduction=8)'."),
    ] = "ema",
    groups: Annotated[
        str | None,
        typer.Option(help="Short for --vary groups=16,32.", show_default=False),
    ] = None,
    cross_spatial: Annotated[
        str | None,
        typer.Option(help="Short for --vary cross_spatial=on,off.", show_default=False),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="An option of the module and its levels, reduction=8,16; or backbone=..., stem, "
            "data, recipe.lr. Can be given again.",
            show_default=False,
        ),
    ] = None,
    sites: Annotated[
        str | None,
        typer.Option(help="Short for --vary site=residual,block.", show_default=False),
    ] = None,
    stage_mask: Annotated[
        str | None,
        typer.Option(
            help="In which stages the module is: 1111,0011; or each: every stage as a factor.",
            show_default=False,
        ),
    ] = None,
    design: Annotated[
        str | None,
        typer.Option(
            help="grid, one-at-a-time, or leave-one-out, which switches off each part; by default "
            "a grid of the module's options, and each other part of it off by itself.",
            show_default=False,
        ),
    ] = None,
    *,
    asked: PlanOptions,
    executor: ExecutorName = DEFAULT,
    parallel: Parallel = None,
    study: StudyFolder = None,
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(FORMATS)}.")
    ] = "console,md,csv,json,tex",
    output: Output = None,
    dry_run: DryRun = False,
) -> None:
    """Vary a module's options, its places or what is around it, and say what each of them did.

    Prints the rows beside the baseline, the effect of each factor with its interval, and their
    interactions where the design has them; a plot of the effects lies beside the tables. What a
    module cannot take is listed with the reason before anything runs, and the rest runs.
    """
    chosen = read_formats(formats, FORMATS)
    from attnbench.ablation.reading import AblationRequest  # noqa: PLC0415 - loads torch
    from attnbench.cli.actions.ablate import ablate_and_show, print_plans, read_wish  # noqa: PLC0415

    wish = AblationRequest(
        vary=(
            *([f"groups={groups}"] if groups is not None else []),
            *([f"cross_spatial={cross_spatial}"] if cross_spatial is not None else []),
            *(vary or []),
            *([f"site={sites}"] if sites is not None else []),
        ),
        stage_mask=stage_mask,
        design=design,
    )
    ablation = read_wish(module, wish, asked)
    command = shlex.join(["attnbench", *sys.argv[1:]])
    with closing(build_executor(executor, parallel=parallel)) as built:
        if dry_run:
            print_plans(ablation, study, built)
            return
        ablate_and_show(ablation, study, command, built, chosen, output)
