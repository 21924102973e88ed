"""`attnbench solve`: which network a published size belongs to."""

from dataclasses import dataclass, field
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.command import Command
from attnbench.cli.option import WHAT, Option
from attnbench.cli.options.network import Backbone
from attnbench.cli.options.output import Output, TableFormatsByOutput
from attnbench.cli.readers import SIZE, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """Find the site and the options of a module that give the sizes that a paper prints.

    Computes the sizes of many networks by every known convention (a way to count parameters or
    FLOPs), and lists the networks that give both sizes, with the convention. Each network in the
    list has been built and counted. If no network gives both sizes, it lists those that give one,
    and the closest network.
    """

    module: Annotated[
        str,
        Option(
            "A module, with the options that do not vary: 'ema(groups=16)'.",
            panel=WHAT,
            metavar="MODULE",
            names=names.modules,
        ),
    ]
    params: Annotated[
        str | None,
        Option(
            "Parameters as the paper prints them, with the unit (23.85M). Give this, "
            "--flops or both.",
            panel=WHAT,
            metavar="SIZE",
        ),
    ] = None
    flops: Annotated[
        str | None,
        Option(
            "FLOPs as the paper prints them, with the unit (1.32G).", panel=WHAT, metavar="SIZE"
        ),
    ] = None
    vary: Annotated[
        list[str],
        Option(
            "Values to try of an option (reduction=8,16) or of the site (site=block,stage). "
            "Default: every site, every choice of each option, on and off for switches, and whole "
            "numbers near the default. May be repeated.",
            panel=WHAT,
            metavar="NAME=VALUES",
        ),
    ] = field(default_factory=list)
    backbone: Backbone = "resnet50"
    stem: Annotated[
        str | None,
        Option(
            "timm or cifar. Default: try both.",
            panel=WHAT,
            metavar="timm|cifar",
            names=lambda: ("timm", "cifar"),
        ),
    ] = None
    input_size: Annotated[
        tuple[int, int, int] | None,
        Option(
            "Image size: the side (224), or channels and sides (3x224x224). Default: 32 with "
            "the cifar stem, else the network's own.",
            panel=WHAT,
            read=SIZE,
        ),
    ] = None
    classes: Annotated[
        int | None,
        Option(
            "Number of classes. Default: 100 with the cifar stem, 1000 with timm's, 80 for a "
            "YOLOv5.",
            panel=WHAT,
            read=whole(at_least=1),
        ),
    ] = None
    counted_at: Annotated[
        tuple[int, int, int] | None,
        Option(
            "Count FLOPs on a smaller image of this side and scale them up by area, as YOLOv5"
            " does. Default: 32 for a YOLOv5, off for other networks.",
            panel=WHAT,
            read=SIZE,
        ),
    ] = None
    format: TableFormatsByOutput = None
    output: Output = None


COMMAND = Command(
    words="solve",
    request=Solve,
    what="What to look for",
    examples=(
        "attnbench solve --backbone resnet50 --module ema --params 23.85M --flops 1.32G",
        "attnbench solve --module cbam --params 26.24M --flops 1.31G --vary reduction=8,16",
        "attnbench solve --backbone resnet101 --module 'ca(reduction=32)' --flops 2.54G "
        "--stem cifar",
        "attnbench solve --backbone yolov5s --module ema --params 7.24M --flops 16.53G",
    ),
)
