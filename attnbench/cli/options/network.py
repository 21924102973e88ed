"""Options that say which network modules are put into, and where."""

from dataclasses import dataclass
from typing import Annotated

from attnbench.cli import names, task_help
from attnbench.cli.option import WHAT, Option
from attnbench.injection.sites.text import help_text
from attnbench.network.backbone_names import STEMS
from attnbench.plan.plan import BACKBONE

Backbone = Annotated[
    str,
    Option(
        "Any timm model, also with options of timm, as in resnet50(output_stride=8); a YOLOv5 "
        "(yolov5n to yolov5x), or the built-in resnet14-narrow. See: attnbench list backbones.",
        panel=WHAT,
        metavar="NAME",
        names=names.backbones,
    ),
]
Stem = Annotated[
    str,
    Option(
        "timm: the network's own first layers. cifar: one 3x3 convolution of stride 1 and no "
        "pooling, for 32x32 images.",
        panel=WHAT,
        metavar="timm|cifar",
        names=lambda: STEMS,
    ),
]
Site = Annotated[
    str,
    Option(
        help_text,
        panel=WHAT,
        metavar="SITE",
        names=names.sites,
    ),
]
AddedHead = Annotated[
    str | None,
    Option(
        task_help.optional_head,
        panel=WHAT,
        metavar="NAME",
        names=names.heads,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions:
    """The network that modules are compared in."""

    backbone: Backbone = BACKBONE
    stem: Stem = "timm"
    site: Site = "residual"
    task: Annotated[
        str | None,
        Option(
            task_help.task,
            panel=WHAT,
            metavar="TASK",
            names=names.tasks,
        ),
    ] = None
    head: Annotated[
        str | None,
        Option(
            task_help.head,
            panel=WHAT,
            metavar="NAME",
            names=names.heads,
        ),
    ] = None
