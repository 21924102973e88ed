"""A backbone in one setting: what it costs without a module, and where one could go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from attnbench.backbone import build_backbone
from attnbench.cost.conventions import MACS, PARAMS, Convention
from attnbench.cost.ledger import Ledger, read_ledger
from attnbench.errors import NoMatch, RefusedPlace, WrongUse
from attnbench.injection.site import find_spots
from attnbench.injection.stage import stage_hosts
from attnbench.injection.stage_choice import stage_of
from attnbench.injection.trace import Trace, trace
from attnbench.injection.trial import observe_maps
from attnbench.meta import ImageSize, own_input_size

CONVENTIONS: tuple[Convention, ...] = (*PARAMS, *MACS)

Counts = NDArray[np.int64]
"""One count for each of `CONVENTIONS`, in their order."""

Shape = tuple[int, int, int]
"""Channels, height and width of a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a backbone is built for."""

    backbone: str
    stem: str
    size: ImageSize | None
    """None takes the network's own."""
    num_classes: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where a module could go: the stage and the map of each place."""

    name: str
    places: tuple[tuple[int | None, Shape], ...]
    """The stage is None behind the last one, or where the network names none."""

    @property
    def stages(self) -> list[int]:
        """The stages that hold places."""
        return sorted({stage for stage, _ in self.places if stage is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """A backbone in one setting."""

    setting: Setting
    size: ImageSize
    plain: Counts
    sites: tuple[Site, ...]
    refusals: tuple[str, ...]
    """Of the sites that it does not have, why."""


def counts_of(ledger: Ledger) -> Counts:
    """What every convention counts."""
    return np.array([each.count(ledger) for each in CONVENTIONS], dtype=np.int64)


def look_at(setting: Setting, sites: Iterable[str]) -> Backdrop:
    """Build a backbone without weights and find the places of some sites.

    Raises:
        WrongUse: if there is no such backbone, or it cannot be built in the setting.
    """
    with torch.device("meta"):
        network = build_backbone(
            setting.backbone, stem=setting.stem, num_classes=setting.num_classes
        )
    size = setting.size or own_input_size(network)
    seen = trace(network, size)
    found, refusals = [], []
    for site in sites:
        try:
            found.append(_site(network, site, size, seen))
        except (NoMatch, RefusedPlace) as error:
            refusals.append(str(error))
    if not found:
        raise WrongUse(f"{setting.backbone} has no place to search: {refusals[0]}")
    return Backdrop(
        setting=setting,
        size=size,
        plain=counts_of(read_ledger(network, size)),
        sites=tuple(found),
        refusals=tuple(refusals),
    )


def _site(network: nn.Module, name: str, size: ImageSize, seen: Trace) -> Site:
    spots = find_spots(network, name, size).found
    maps = observe_maps(network, spots, size)
    try:
        hosts = stage_hosts(network, seen)
    except NoMatch:
        hosts = ()
    return Site(
        name,
        tuple(
            (stage_of(spot, hosts, seen), (each.channels, each.height, each.width))
            for spot, each in zip(spots, maps, strict=True)
        ),
    )


def by_quantity(counts: Counts) -> Mapping[str, Mapping[str, int]]:
    """The same counts by size and by the convention's name, ours first."""
    named = list(zip(CONVENTIONS, counts.tolist(), strict=True))
    return {
        quantity: {each.name: count for each, count in named if each.quantity == quantity}
        for quantity in ("params", "macs")
    }
