"""`attnbench inspect`: where a module would go, and what it would cost there."""

from typing import Annotated

import typer

from attnbench.cli.options import Backbone, Head, Site, Stem, read_size

EXAMPLES = """
[bold]Examples[/bold]

  attnbench inspect --backbone resnet50 --module ema --site residual

  attnbench inspect --backbone mobilenetv3_small_100 --module 'ema(groups=8)' --site replace

  attnbench inspect --backbone resnet50 --stem cifar --input-size 32 --classes 100 --module cbam

  attnbench inspect --backbone resnet50 --module sa --ops

  attnbench inspect --backbone resnet50 --head fcos --module ema --site neck
"""


def inspect(
    module: Annotated[
        str, typer.Option(help="A module, with options: 'ema(groups=16)', or file.py:Class.")
    ],
    backbone: Backbone = "resnet50",
    stem: Stem = "timm",
    head: Head = None,
    site: Site = "residual",
    input_size: Annotated[
        str | None,
        typer.Option(
            help="Side of an image, 224, or 3x224x224; by default the network's own, in a "
            "detector 640.",
            show_default=False,
        ),
    ] = None,
    classes: Annotated[
        int | None,
        typer.Option(help="By default 1000, of a detector 80.", min=1, show_default=False),
    ] = None,
    ops: Annotated[
        bool,
        typer.Option("--ops", help="Show every operator that runs, elementwise ones and all."),
    ] = False,
) -> None:
    """Show every place: channels, map size, and the parameters and MACs that are added there.

    Nothing is computed but shapes and counts; no weights are loaded.
    """
    size = read_size(input_size) if input_size else None
    from attnbench.cli.actions.inspect import print_inspection  # noqa: PLC0415 - loads torch

    print_inspection(
        module,
        backbone=backbone,
        stem=stem,
        head=head,
        site=site,
        size=size,
        classes=classes,
        with_operators=ops,
    )
