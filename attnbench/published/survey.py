"""The cost of a backbone without a module, and the places where one could go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import nn

from attnbench.cost.sizes import InputSizes, Meanings, Sizes, sizes_of
from attnbench.errors import NoMatch, RefusedPlace, WrongUse
from attnbench.injection.matching import find_spots
from attnbench.injection.sites.stage import stage_hosts
from attnbench.injection.spot import Spot
from attnbench.injection.stage_choice import stage_of
from attnbench.injection.trace import Trace, trace_network
from attnbench.injection.trial import observe_maps
from attnbench.meta import ImageSize
from attnbench.published.network import CountedBackbone

Counts = NDArray[np.int64]
"""One count for each convention, in their order."""

MapShape = tuple[int, int, int]
"""Channels, height and width of a map."""


@dataclass(frozen=True, slots=True)
class SurveyedSite:
    """The places of a site, each with its stage and its map."""

    name: str
    places: tuple[tuple[int | None, InputSizes], ...]
    """The stage is None behind the last one, or where the network names none."""

    @property
    def stages(self) -> list[int]:
        """The stages that hold places."""
        return sorted({stage for stage, _ in self.places if stage is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A backbone with its own counts and the places of some sites."""

    backbone: CountedBackbone
    size: ImageSize
    """The image for which it was surveyed."""
    counts: Counts
    """The counts of the backbone without a module."""
    sites: tuple[SurveyedSite, ...]
    refusals: tuple[str, ...]
    """Why the other sites could not be surveyed."""


def survey(backbone: CountedBackbone, sites: Iterable[str]) -> Survey:
    """Build a backbone without weights and find the places of some sites.

    Raises:
        WrongUse: if there is no such backbone, it does not take its images, or has no such site.
    """
    network = backbone.build()
    images = backbone.images(network)
    trace = trace_network(network, images.size)
    surveyed, refusals = [], []
    for site in sites:
        try:
            surveyed.append(_survey_site(network, site, images, trace))
        except (NoMatch, RefusedPlace) as error:
            refusals.append(str(error))
    if not surveyed:
        raise WrongUse(f"{backbone.name} has no place to search: {refusals[0]}")
    return Survey(
        backbone=backbone,
        size=images.size,
        counts=counts_of(sizes_of(network, images)),
        sites=tuple(surveyed),
        refusals=tuple(refusals),
    )


def counts_of(sizes: Sizes) -> Counts:
    """Sizes as one array, without the names of their conventions."""
    counts = [count for named in sizes.values() for count in named.values()]
    return np.array(counts, dtype=np.int64)


def named_sizes(counts: Counts, meanings: Meanings) -> Sizes:
    """Counts by quantity and by the name of their convention, ours first."""
    left = iter(counts.tolist())
    return {quantity: {name: next(left) for name in named} for quantity, named in meanings.items()}


def _survey_site(network: nn.Module, site: str, images: InputSizes, trace: Trace) -> SurveyedSite:
    spots = find_spots(network, site, trace).matches
    try:
        hosts = stage_hosts(network, trace)
    except NoMatch:
        hosts = ()
    stages = [stage_of(spot, hosts, trace) for spot in spots]
    return SurveyedSite(site, tuple(zip(stages, _maps(network, spots, images, trace), strict=True)))


def _maps(
    network: nn.Module, spots: Sequence[Spot], images: InputSizes, trace: Trace
) -> list[InputSizes]:
    """The map that a module is given at each spot."""
    shapes = _shapes(network, spots, images.size, trace)
    if images.small is None:
        return list(map(InputSizes, shapes))
    small = _shapes(network, spots, images.small, trace_network(network, images.small))
    return [InputSizes(*pair, images.scale) for pair in zip(shapes, small, strict=True)]


def _shapes(
    network: nn.Module, spots: Sequence[Spot], size: ImageSize, trace: Trace
) -> list[MapShape]:
    maps = observe_maps(network, spots, size, trace)
    return [(seen.channels, seen.height, seen.width) for seen in maps]
