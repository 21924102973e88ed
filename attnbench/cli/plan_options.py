"""What a command that measures is asked for, besides its modules."""

from dataclasses import dataclass
from typing import Annotated

import typer

from attnbench.cli.options import (
    Backbone,
    CheckpointEpochs,
    CheckpointMinutes,
    DataRoot,
    Devices,
    Download,
    IdentityAtStart,
    Limit,
    Site,
    Stem,
    Weights,
    Workers,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """Every choice that goes into a plan, as it was typed."""

    task: Annotated[
        str | None,
        typer.Option(
            help="classify or detect; by default what the data and the backbone are for.",
            show_default=False,
        ),
    ] = None
    head: Annotated[
        str | None,
        typer.Option(
            help="What makes a detector of a backbone that is none: fcos, by default, or "
            "retinanet.",
            show_default=False,
        ),
    ] = None
    backbone: Backbone = "resnet14-narrow"
    stem: Stem = "timm"
    site: Site = "residual"
    data: Annotated[
        str | None,
        typer.Option(
            help="What to train on, by default digits, or digit-boxes to detect. See: attnbench "
            "list data.",
            show_default=False,
        ),
    ] = None
    data_root: DataRoot = ""
    download: Download = False
    limit: Limit = 0
    weights: Weights = ""
    identity_at_start: IdentityAtStart = False
    recipe: Annotated[
        str | None,
        typer.Option(
            help="How to train: a name of attnbench list recipes, or a .toml file; by default "
            "quick, or quick-boxes to detect.",
            show_default=False,
        ),
    ] = None
    epochs: Annotated[
        int | None,
        typer.Option(
            help="Instead of the recipe's; 0 measures sizes and speed alone.", show_default=False
        ),
    ] = None
    seeds: Annotated[str, typer.Option(help="How many, 3, or which, 0,1,2.")] = "2"
    batch_size: Annotated[
        int, typer.Option(help="Images of one timed forward; a training step has the recipe's.")
    ] = 64
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1, or auto: a GPU if any.")] = "auto"
    precision: Annotated[
        str | None,
        typer.Option(
            help="fp32, bf16, fp16, or auto: bf16 where the processor has it natively; by default "
            "the recipe's.",
            show_default=False,
        ),
    ] = None
    devices: Devices = None
    workers: Workers = None
    checkpoint_minutes: CheckpointMinutes = 2.0
    checkpoint_epochs: CheckpointEpochs = 10
    threads: Annotated[
        int | None,
        typer.Option(
            help="CPU threads of a cell; by default 1 for training, and all but one for timing.",
            show_default=False,
        ),
    ] = None
