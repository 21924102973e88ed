"""The sizes of one published row's network, by every convention; nothing is computed."""

from dataclasses import dataclass
from functools import cache

import torch

from attnbench.cost.sizes import Sizes, given_images, sizes_of
from attnbench.injection.trace import trace_network
from attnbench.meta import ImageSize
from attnbench.network.backbone import build_backbone
from attnbench.network.build import inject_variant
from attnbench.plan.variant import Variant, parse_variant
from attnreport.published.paper import PaperRow, PaperTable


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNetwork:
    """What a row's sizes depend on."""

    backbone: str
    stem: str
    site: str
    num_classes: int
    input_size: ImageSize
    variant: Variant
    counted_at: ImageSize | None = None
    """The small image of a size report; None where sizes are counted at the network's own."""


def network_of(table: PaperTable, row: PaperRow) -> RowNetwork:
    """The network that a row means.

    Raises:
        WrongUse: if its variant cannot be read.
    """
    setting = table.setting_of(row)
    return RowNetwork(
        backbone=setting.backbone,
        stem=setting.stem,
        site=setting.site,
        num_classes=setting.num_classes,
        input_size=setting.input_size,
        variant=parse_variant(row.variant),
        counted_at=setting.counted_at,
    )


@cache
def network_sizes(network: RowNetwork) -> Sizes:
    """By size and by convention, ours first; equal networks are counted once.

    Raises:
        ValueError: of the kind that names what is unknown or does not fit.
    """
    size = network.input_size
    with torch.device("meta"):
        model = build_backbone(network.backbone, stem=network.stem, num_classes=network.num_classes)
    injected: tuple[str, ...] = ()
    injection = inject_variant(model, network.variant, network.site, size)
    if injection is None:
        # As an injection does, it refuses a size that the network does not take.
        trace_network(model, size)
    else:
        injected = tuple(place.module_path for place in injection.places)
    if network.counted_at is not None:
        trace_network(model, network.counted_at)
    return sizes_of(model, given_images(size, network.counted_at), injected)
