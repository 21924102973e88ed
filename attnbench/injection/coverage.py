"""What every named site matches in a network: how many places, in which layout, or why none."""

from collections import Counter
from dataclasses import dataclass

from torch import nn

from attnbench.errors import NoMatch
from attnbench.injection.inject import inject
from attnbench.injection.sites.table import SITES


@dataclass(frozen=True, slots=True)
class Coverage:
    """One site in one network."""

    site: str
    places: int
    """How many; 0 where there is none."""
    layouts: str
    """How the maps lie: NCHW, NHWC, tokens; with their numbers where there are several."""
    refusal: str
    """Why there are no places; empty if there are."""
    is_absent: bool = False
    """Whether the network has nothing that the site is about."""


def coverage(network: nn.Module) -> tuple[Coverage, ...]:
    """Try every named site in a network, which is left as it is.

    Each place runs once with a module that keeps the map, so that every place counted works.

    Args:
        network: Of timm, or a detector; least work on the meta device.
    """
    return tuple(_try_site(network, site) for site in SITES)


def _try_site(network: nn.Module, site: str) -> Coverage:
    try:
        with inject(network, "constant_gate", site=site) as injection:
            layouts = Counter(place.layout for place in injection.places)
    except ValueError as error:
        return Coverage(site, 0, "", str(error), is_absent=isinstance(error, NoMatch))
    words = [f"{count} {name}" for name, count in layouts.items()]
    only = next(iter(layouts))
    return Coverage(site, layouts.total(), only if len(layouts) == 1 else ", ".join(words), "")
