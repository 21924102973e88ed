"""The sizes of one published row's network, by every convention; nothing is computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import torch

from attnbench.backbone import build_backbone
from attnbench.cost.conventions import sizes
from attnbench.cost.ledger import read_ledger
from attnbench.injection.trace import trace
from attnbench.meta import ImageSize
from attnbench.network import put_in
from attnbench.variant import Variant, parse_variant
from attnreport.paper import PaperRow, PaperTable


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNetwork:
    """What a row's sizes depend on."""

    backbone: str
    stem: str
    site: str
    num_classes: int
    input_size: ImageSize
    variant: Variant


def network_of(table: PaperTable, row: PaperRow) -> RowNetwork:
    """The network that a row means.

    Raises:
        WrongUse: if its variant cannot be read.
    """
    setting = table.setting
    return RowNetwork(
        backbone=table.backbone_of(row),
        stem=setting.stem,
        site=setting.site,
        num_classes=setting.num_classes,
        input_size=setting.input_size,
        variant=parse_variant(row.variant),
    )


@cache
def network_sizes(network: RowNetwork) -> Mapping[str, Mapping[str, int]]:
    """By size and by convention, ours first; equal networks are counted once.

    Raises:
        ValueError: of the kind that names what is unknown or does not fit.
    """
    size = network.input_size
    with torch.device("meta"):
        model = build_backbone(network.backbone, stem=network.stem, num_classes=network.num_classes)
    if network.variant.is_baseline:
        trace(model, size)  # Refuses a size that the network does not take, as an injection does.
        return sizes(read_ledger(model, size))
    injection = put_in(model, network.variant, network.site, size)
    return sizes(read_ledger(model, size, [place.module_path for place in injection.places]))
