"""`attnbench compare`: modules in one backbone, side by side."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from attnbench.cli.options import (
    Backbone,
    CheckpointEpochs,
    CheckpointMinutes,
    DataRoot,
    Devices,
    Download,
    Format,
    IdentityAtStart,
    Limit,
    MaxLatency,
    MaxMacs,
    MaxMemory,
    MaxParams,
    Output,
    ShowOptimism,
    Site,
    Stem,
    Weights,
    Workers,
    read_formats,
    read_limits,
    read_seeds,
)

EXAMPLES = """
[bold]Examples[/bold]

  attnbench compare --modules ema,ca,eca

  attnbench compare --modules 'ema(groups=16),ema,cbam(spatial=off)' --seeds 3 --output tables

  attnbench compare --modules 'mine.py:MyAttention(reduction=8),se,shuffled_gate(of=se)'

  attnbench compare --modules ema,ca,eca,se --max-latency 1.5x --max-params +2%

  attnbench compare --modules ema,ca --data cifar100 --data-root data --recipe cifar30 --seeds 3

  attnbench compare --modules cbam,ca --backbone resnet50 --stem cifar --epochs 0 --dry-run
"""


def compare(
    context: typer.Context,
    modules: Annotated[
        str | None,
        typer.Option(
            help="Modules, with options where they differ from the authors': 'ema(groups=16),ca'. "
            "Your own: file.py:Class, whose file is run.",
            show_default=False,
        ),
    ] = None,
    backbone: Backbone = "resnet14-narrow",
    stem: Stem = "timm",
    site: Site = "residual",
    data: Annotated[
        str, typer.Option(help="What to train on. See: attnbench list data.")
    ] = "digits",
    data_root: DataRoot = "",
    download: Download = False,
    limit: Limit = 0,
    weights: Weights = "",
    identity_at_start: IdentityAtStart = False,
    recipe: Annotated[
        str, typer.Option(help="How to train: a name of attnbench list recipes, or a .toml file.")
    ] = "quick",
    epochs: Annotated[
        int | None,
        typer.Option(
            help="Instead of the recipe's; 0 measures sizes and speed alone.", show_default=False
        ),
    ] = None,
    seeds: Annotated[str, typer.Option(help="How many, 3, or which, 0,1,2.")] = "2",
    batch_size: Annotated[
        int, typer.Option(help="Images of one timed forward; a training step has the recipe's.")
    ] = 64,
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1, or auto: a GPU if any.")] = "auto",
    precision: Annotated[
        str | None,
        typer.Option(
            help="fp32, bf16, fp16, or auto: bf16 where the processor has it natively; by default "
            "the recipe's.",
            show_default=False,
        ),
    ] = None,
    devices: Devices = None,
    workers: Workers = None,
    checkpoint_minutes: CheckpointMinutes = 2.0,
    checkpoint_epochs: CheckpointEpochs = 10,
    threads: Annotated[
        int | None,
        typer.Option(
            help="CPU threads of a cell; by default 1 for training, and all but one for timing.",
            show_default=False,
        ),
    ] = None,
    parallel: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Training cells at once; by default one for each core, up to 8; 1 on a GPU.",
            show_default=False,
        ),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Run a stored plan, such as a study's plan.toml; it settles the rest.",
            show_default=False,
        ),
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the records, by default below attnbench-studies; grows in modules and "
            "seeds.",
            show_default=False,
        ),
    ] = None,
    show_optimism: ShowOptimism = False,
    max_latency: MaxLatency = None,
    max_params: MaxParams = None,
    max_macs: MaxMacs = None,
    max_memory: MaxMemory = None,
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(Format)}.")
    ] = "console,md,csv,json",
    output: Output = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Print what would run, and how long: runs one step of each row."
        ),
    ] = False,
) -> None:
    """Compare modules in one backbone: sizes, speed and accuracy beside the baseline's.

    Measures what is missing in the study, each result stored at once, then prints and writes the
    table. The same command again measures nothing twice.
    """
    chosen = read_formats(formats)
    budget = read_limits(latency=max_latency, params=max_params, macs=max_macs, memory=max_memory)
    from attnbench.cli.planning import make_plan, read_plan  # noqa: PLC0415 - loads torch

    wanted = (
        read_plan(plan, context)
        if plan
        else make_plan(
            modules=modules,
            backbone=backbone,
            stem=stem,
            site=site,
            data=data,
            data_root=data_root,
            download=download,
            limit=limit,
            weights=weights,
            identity_at_start=identity_at_start,
            recipe=recipe,
            epochs=epochs,
            seeds=read_seeds(seeds),
            batch_size=batch_size,
            device=device,
            precision=precision,
            threads=threads,
            devices=devices,
            workers=workers,
            checkpoint_minutes=checkpoint_minutes,
            checkpoint_epochs=checkpoint_epochs,
        )
    )
    from attnbench.cli.running import print_dry_run, run_and_show  # noqa: PLC0415 - loads timm

    if dry_run:
        print_dry_run(wanted, study, parallel)
        return
    command = shlex.join(["attnbench", *sys.argv[1:]])
    run_and_show(
        *(wanted, study, command, parallel, budget, chosen, output), show_optimism=show_optimism
    )
