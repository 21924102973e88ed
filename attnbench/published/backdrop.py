"""A backbone in one setting: what it costs without a module, and where one could go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from attnbench.cost.sizes import Given, Meanings, Sizes, given_images, meanings_of, sizes_of
from attnbench.errors import NoMatch, RefusedPlace, WrongUse
from attnbench.injection.matching import find_spots
from attnbench.injection.sites.stage import stage_hosts
from attnbench.injection.spot import Spot
from attnbench.injection.stage_choice import stage_of
from attnbench.injection.trace import Trace, trace_network
from attnbench.injection.trial import observe_maps
from attnbench.meta import ImageSize, own_input_size
from attnbench.network.backbone import build_backbone

Counts = NDArray[np.int64]
"""One count for each convention of a setting, in their order."""

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
    counted_at: ImageSize | None = None
    """The small image that a size report counts and scales; None where there is none."""

    @property
    def meanings(self) -> Meanings:
        """The conventions that it can be counted by."""
        return meanings_of(of_report=self.counted_at is not None)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a module could go: the stage and the map of each place."""

    name: str
    places: tuple[tuple[int | None, Given], ...]
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


def counts_of(sizes: Sizes) -> Counts:
    """What every convention counts."""
    counts = [count for named in sizes.values() for count in named.values()]
    return np.array(counts, dtype=np.int64)


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
    seen = trace_network(network, size)
    images = _images(network, size, setting.counted_at)
    found, refusals = [], []
    for site in sites:
        try:
            found.append(_site(network, site, images, seen))
        except (NoMatch, RefusedPlace) as error:
            refusals.append(str(error))
    if not found:
        raise WrongUse(f"{setting.backbone} has no place to search: {refusals[0]}")
    return Backdrop(
        setting=setting,
        size=size,
        plain=counts_of(sizes_of(network, images)),
        sites=tuple(found),
        refusals=tuple(refusals),
    )


def _images(network: nn.Module, size: ImageSize, small: ImageSize | None) -> Given:
    """What the network is given, also by a size report where there is one."""
    if small is not None:
        if size[1] % small[1] or size[2] % small[2]:
            image, counted = ("x".join(map(str, each)) for each in (size, small))
            raise WrongUse(
                f"what is counted at {counted} cannot be scaled to {image}, which is no multiple "
                "of it; pass another --counted-at or --input-size"
            )
        trace_network(network, small)  # Refuses a size that the network does not take.
    return given_images(size, small)


def _site(network: nn.Module, name: str, images: Given, seen: Trace) -> Site:
    spots = find_spots(network, name, images.size).matches
    try:
        hosts = stage_hosts(network, seen)
    except NoMatch:
        hosts = ()
    stages = [stage_of(spot, hosts, seen) for spot in spots]
    return Site(name, tuple(zip(stages, _maps(network, spots, images), strict=True)))


def _maps(network: nn.Module, spots: Sequence[Spot], images: Given) -> list[Given]:
    """What a module is given at each spot."""
    shapes = _shapes(network, spots, images.size)
    if images.small is None:
        return list(map(Given, shapes))
    small = _shapes(network, spots, images.small)
    return [Given(*pair, images.scale) for pair in zip(shapes, small, strict=True)]


def _shapes(network: nn.Module, spots: Sequence[Spot], size: ImageSize) -> list[Shape]:
    maps = observe_maps(network, spots, size)
    return [(each.channels, each.height, each.width) for each in maps]


def by_quantity(counts: Counts, meanings: Meanings) -> Sizes:
    """The same counts by size and by the convention's name, ours first."""
    left = iter(counts.tolist())
    return {quantity: {name: next(left) for name in named} for quantity, named in meanings.items()}
