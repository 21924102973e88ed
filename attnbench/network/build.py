"""The network that a task makes of a backbone, and the module of a row in it.

Weights are drawn from torch's global generator, as by any constructor; `seeded` makes them depend
on a seed only and leaves the generator as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn

from attnbench.data.source import DataSource
from attnbench.injection.inject import inject
from attnbench.injection.injection import Injection
from attnbench.meta import ImageSize
from attnbench.network.backbone import build_backbone
from attnbench.network.weights import start_from
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant
from attnbench.tasks.kind import TaskKind
from attnbench.tasks.tasks import find_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """What a network without a module is made of."""

    task: TaskKind
    backbone: str
    """See `build_backbone`."""
    stem: str = "timm"
    head: str = ""
    """One of the task's heads; empty where the backbone is the whole network."""
    num_classes: int
    size: ImageSize | None = None
    """Size of an image; None takes what the task's networks are usually built for."""
    zero_init_last: bool = True
    """See `build_backbone`."""


def architecture_of(plan: Plan, num_classes: int, size: ImageSize) -> Architecture:
    """The architecture of a plan's rows, for images of some size and classes."""
    return Architecture(
        task=find_task(plan.task),
        backbone=plan.backbone,
        stem=plan.stem,
        head=plan.head,
        num_classes=num_classes,
        size=size,
        zero_init_last=plan.recipe.zero_init_last,
    )


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from torch's generator on the CPU as if it had this seed, and put it back afterwards."""
    with torch.random.fork_rng(devices=()):
        torch.default_generator.manual_seed(seed)
        yield


def build_network(architecture: Architecture, weights: str = "") -> nn.Module:
    """A task's network without a module.

    Args:
        architecture: What it is made of.
        weights: File that its backbone starts from; empty for none.

    Raises:
        ValueError: of the kind that names the unknown name or the misfit.
    """

    def make_backbone(num_classes: int) -> nn.Module:
        backbone = build_backbone(
            architecture.backbone,
            stem=architecture.stem,
            num_classes=num_classes,
            zero_init_last=architecture.zero_init_last,
            networks=architecture.task.networks,
        )
        if weights:
            start_from(backbone, weights)
        return backbone

    return architecture.task.build(
        make_backbone, architecture.head, architecture.num_classes, architecture.size
    )


def build_row(plan: Plan, source: DataSource, variant: Variant, *, seed: int) -> nn.Module:
    """The network of one row: the same seed gives the same backbone in every row."""
    with seeded(seed):
        network = build_network(
            architecture_of(plan, source.num_classes, source.size), plan.weights
        )
        inject_variant(network, variant, plan.site, source.size)
    return network


def inject_variant(
    network: nn.Module, variant: Variant, site: str, size: ImageSize
) -> Injection | None:
    """Put a row's module into its network; None for the baseline.

    Args:
        network: Without a module.
        variant: The module and its options.
        site: Where it goes if the variant has no site of its own.
        size: Channels, height and width of an image.

    Raises:
        ValueError: of the kind that names the misfit or the place.
    """
    if variant.is_baseline:
        return None
    return inject(
        network,
        variant.module,
        site=variant.site or site,
        stages=variant.stages,
        places=None,
        input_size=size,
        identity_at_start=variant.identity_at_start,
        **variant.module_options,
    )


def move_to(network: nn.Module, device: str, *, channels_last: bool) -> nn.Module:
    """The network on a device, its maps laid out with the channels last or first."""
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return network.to(device=device, memory_format=layout)  # type: ignore[call-overload]  # torch's stub lacks memory_format with device
