"""Options that say which network modules are put into, and where."""

from dataclasses import dataclass
from typing import Annotated

from attnbench.cli import task_help
from attnbench.cli.names import backbones, heads, sites, tasks
from attnbench.cli.option import WHAT, Option

Backbone = Annotated[
    str,
    Option(
        "Any timm model, a YOLOv5, or our own resnet14-narrow. See: attnbench list backbones.",
        panel=WHAT,
        metavar="NAME",
        names=backbones,
    ),
]
Stem = Annotated[
    str,
    Option(
        "timm: the network's own first layers. cifar: one 3x3 convolution of stride 1 and no "
        "pooling, for 32x32 images.",
        panel=WHAT,
        metavar="timm|cifar",
        names=lambda: ("timm", "cifar"),
    ),
]
Site = Annotated[
    str,
    Option(
        "Where modules go: residual, block, stage, inner, replace, neck, or a pattern of module "
        "names such as 'layer[34].*'. See: attnbench list sites.",
        panel=WHAT,
        metavar="SITE",
        names=sites,
    ),
]
Head = Annotated[
    str | None,
    Option(
        task_help.head,
        panel=WHAT,
        metavar="NAME",
        names=heads,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions:
    """The network that modules are compared in."""

    backbone: Backbone = "resnet14-narrow"
    stem: Stem = "timm"
    site: Site = "residual"
    task: Annotated[
        str | None,
        Option(
            task_help.task,
            panel=WHAT,
            metavar="TASK",
            names=tasks,
        ),
    ] = None
    head: Head = None
