"""`attnbench solve`: which network a published size belongs to."""

from typing import Annotated

import typer

from attnbench.cli.options import Output, read_formats, read_size
from attnbench.errors import WrongUse
from attnreport.tables.formats import FORMATS

EXAMPLES = """
[bold]Examples[/bold]

  attnbench solve --backbone resnet50 --module ema --params 23.85M --flops 1.32G

  attnbench solve --module cbam --params 26.24M --flops 1.31G --vary reduction=8,16

  attnbench solve --backbone resnet101 --module 'ca(reduction=32)' --flops 2.54G --stem cifar

  attnbench solve --backbone yolov5s --module ema --params 7.24M --flops 16.53G
"""


def solve(
    module: Annotated[
        str,
        typer.Option(help="A module; options that are given stay as they are: 'ema(groups=16)'."),
    ],
    backbone: Annotated[
        str, typer.Option(help="A timm model, or a YOLOv5. See: attnbench list backbones.")
    ] = "resnet50",
    params: Annotated[
        str | None, typer.Option(help="As printed, with its unit: 23.85M.", show_default=False)
    ] = None,
    flops: Annotated[
        str | None, typer.Option(help="As printed, with its unit: 1.32G.", show_default=False)
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="Values to try of an option, reduction=8,16, or of the site, site=block,stage. "
            "By default choices, switches, and whole numbers around the default. Can be given "
            "again.",
            show_default=False,
        ),
    ] = None,
    stem: Annotated[
        str | None,
        typer.Option(help="timm or cifar; by default both.", show_default=False),
    ] = None,
    input_size: Annotated[
        str | None,
        typer.Option(
            help="Side of an image, or 3x224x224; by default 32 with the cifar stem, the network's "
            "own with timm's.",
            show_default=False,
        ),
    ] = None,
    classes: Annotated[
        int | None,
        typer.Option(
            help="By default 100 with the cifar stem, 1000 with timm's, 80 in a YOLOv5.",
            min=1,
            show_default=False,
        ),
    ] = None,
    counted_at: Annotated[
        str | None,
        typer.Option(
            help="Side of the small image that a size report counts and scales by area; by "
            "default 32 for a YOLOv5, whose reports do.",
            show_default=False,
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help=f"Some of {','.join(FORMATS)}.")
    ] = "console",
    output: Output = None,
) -> None:
    """Find the places, stages and options of a module that give printed sizes, and how to count.

    Says which convention each number needs; where no network gives both numbers, which give each
    alone, and which is nearest. What is listed was built and counted. Nothing is computed but
    shapes and counts.
    """
    chosen = read_formats(formats, FORMATS)
    if params is None and flops is None:
        raise WrongUse("nothing to look for; give --params 23.85M, --flops 1.32G, or both")
    size = read_size(input_size) if input_size else None
    small = read_size(counted_at) if counted_at else None
    from attnbench.cli.actions.solve import print_solutions, read_search  # noqa: PLC0415 - loads torch

    wanted = read_search(
        module,
        backbone=backbone,
        params=params,
        flops=flops,
        vary=vary or [],
        stem=stem,
        size=size,
        classes=classes,
        counted_at=small,
    )
    print_solutions(wanted, chosen, output)
