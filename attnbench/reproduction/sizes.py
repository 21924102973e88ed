"""The sizes of one published row's network, by every convention; nothing is computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import prod

import torch

from attnbench.backbone import build_backbone
from attnbench.cost import conventions, reported
from attnbench.cost.ledger import read_ledger
from attnbench.injection.trace import trace
from attnbench.meta import ImageSize
from attnbench.network import put_in
from attnbench.variant import Variant, parse_variant
from attnreport.paper import Measure, PaperRow, PaperTable


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


def meanings_of(table: PaperTable) -> Mapping[Measure, Mapping[str, str]]:
    """By size and by convention's name, what is counted for a table, in words; ours first."""
    return conventions.MEANINGS if table.setting.counted_at is None else reported.MEANINGS


@cache
def network_sizes(network: RowNetwork) -> Mapping[str, Mapping[str, int]]:
    """By size and by convention, ours first; equal networks are counted once.

    Raises:
        ValueError: of the kind that names what is unknown or does not fit.
    """
    size = network.input_size
    with torch.device("meta"):
        model = build_backbone(network.backbone, stem=network.stem, num_classes=network.num_classes)
    injected: tuple[str, ...] = ()
    if network.variant.is_baseline:
        trace(model, size)  # Refuses a size that the network does not take, as an injection does.
    else:
        places = put_in(model, network.variant, network.site, size).places
        injected = tuple(place.module_path for place in places)
    ledger = read_ledger(model, size, injected)
    if network.counted_at is None:
        return conventions.sizes(ledger)
    trace(model, network.counted_at)
    small = read_ledger(model, network.counted_at, injected)
    scale = Fraction(prod(size[1:]), prod(network.counted_at[1:]))
    return reported.reported_sizes(ledger, small, scale)
