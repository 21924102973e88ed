"""Networks as published sizes count them; nothing is computed."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

from attnbench.cost.sizes import InputSizes, Meanings, Sizes, image_sizes, meanings_of, sizes_of
from attnbench.errors import WrongUse
from attnbench.injection.trace import trace_network
from attnbench.meta import ImageSize, own_input_size
from attnbench.network.build import Architecture, build_network, inject_variant
from attnbench.own.lookup import code_digest
from attnbench.plan.variant import Variant, parse_variant
from attnbench.tasks.tasks import default_task, task_of_head, task_of_network
from attnreport.published.paper import PaperRow, PaperTable


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBackbone:
    """A backbone with the head of a task, and the images for which its size is counted."""

    name: str
    stem: str
    head: str = ""
    """One of a task's heads; empty where the backbone is the whole network."""
    num_classes: int
    input_size: ImageSize | None = None
    """None takes the network's own."""
    counted_at: ImageSize | None = None
    """The small image that a size report counts and scales; None where there is no report."""

    @property
    def meanings(self) -> Meanings:
        """The conventions by which it can be counted."""
        return meanings_of(of_report=self.counted_at is not None)

    def build(self) -> nn.Module:
        """The network without a module, on the meta device.

        Raises:
            UnknownName: if there is no such backbone or head.
            WrongUse: if they do not go together, or the backbone does not take the stem.
        """
        task = task_of_head(self.head) if self.head else task_of_network(self.name)
        architecture = Architecture(
            task=task or default_task(),
            backbone=self.name,
            stem=self.stem,
            head=self.head,
            num_classes=self.num_classes,
            size=self.input_size,
        )
        with torch.device("meta"):
            return build_network(architecture)

    def images(self, network: nn.Module) -> InputSizes:
        """The images for which its network is counted.

        Raises:
            WrongUse: if the network does not take a report's, or they do not scale to its own.
        """
        size, small = self.input_size or own_input_size(network), self.counted_at
        if small is None:
            return image_sizes(size, None)
        trace_network(network, small)  # Refuses a size that the network does not take.
        if size[1] % small[1] or size[2] % small[2]:
            image, counted = ("x".join(map(str, sides)) for sides in (size, small))
            raise WrongUse(
                f"{counted} cannot be scaled to {image}, which is not a multiple of it; use "
                "another counted_at or input_size",
                parameter="counted_at",
            )
        return image_sizes(size, small)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNetwork:
    """A backbone with the module of a published row."""

    backbone: CountedBackbone
    site: str
    """The site of the module if its variant has none of its own."""
    variant: Variant


def network_of(table: PaperTable, row: PaperRow) -> RowNetwork:
    """The network that a row means.

    Raises:
        WrongUse: if its variant cannot be read.
    """
    setting = table.setting_of(row)
    backbone = CountedBackbone(
        name=setting.backbone,
        stem=setting.stem,
        head=setting.head,
        num_classes=setting.num_classes,
        input_size=setting.input_size,
        counted_at=setting.counted_at,
    )
    return RowNetwork(backbone=backbone, site=setting.site, variant=parse_variant(row.variant))


def network_sizes(network: RowNetwork) -> Sizes:
    """The sizes by quantity and by convention, ours first; equal networks are counted once.

    Raises:
        ValueError: of the kind that names what is unknown or does not fit.
    """
    module = network.variant.module
    return _sizes(network, "" if network.variant.is_baseline else code_digest(module))


@cache
def _sizes(network: RowNetwork, code: str) -> Sizes:
    del code  # only to notice a module whose file has changed
    model = network.backbone.build()
    images = network.backbone.images(model)
    injection = inject_variant(model, network.variant, network.site, images.size)
    if injection is None:
        trace_network(model, images.size)  # Refuses a wrong size, as an injection does.
        return sizes_of(model, images)
    return sizes_of(model, images, [place.module_path for place in injection.places])
