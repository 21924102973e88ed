"""`attnbench inspect`: where a module would go, and what it would cost there."""

from dataclasses import dataclass
from typing import Annotated

from attnbench.cli import names, task_help
from attnbench.cli.command import Command
from attnbench.cli.option import OUTPUT, WHAT, Option
from attnbench.cli.options.network import AddedHead, Backbone, Site, Stem
from attnbench.cli.readers import SIZE, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspect:
    """Show every place where a site puts the module: channels, map size, added parameters and MACs.

    Only shapes and counts are computed, and no weights are loaded.
    """

    module: Annotated[
        str,
        Option(
            "One module, with options: 'ema(groups=16)', or file.py:Class.",
            panel=WHAT,
            metavar="MODULE",
            names=names.modules,
        ),
    ]
    backbone: Backbone = "resnet50"
    stem: Stem = "timm"
    site: Site = "residual"
    head: AddedHead = None
    input_size: Annotated[
        tuple[int, int, int] | None,
        Option(
            task_help.input_size,
            panel=WHAT,
            read=SIZE,
        ),
    ] = None
    classes: Annotated[
        int | None,
        Option(
            task_help.classes,
            panel=WHAT,
            read=whole(at_least=1),
        ),
    ] = None
    ops: Annotated[
        bool,
        Option("Also show every operator that runs, elementwise ones too.", panel=OUTPUT),
    ] = False


COMMAND = Command(
    words="inspect",
    request=Inspect,
    what="What to inspect",
    examples=(
        "attnbench inspect --backbone resnet50 --module ema --site residual",
        "attnbench inspect --backbone mobilenetv3_small_100 --module 'ema(groups=8)' "
        "--site replace",
        "attnbench inspect --stem cifar --input-size 32 --classes 100 --module cbam",
        "attnbench inspect --backbone resnet50 --module sa --ops",
        "attnbench inspect --backbone resnet50 --head fcos --module ema --site neck",
        "attnbench inspect --backbone resnet50 --head uper --input-size 512x2048 --module ema",
    ),
)
