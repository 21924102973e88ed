"""What every site gives in a network: how many places, in which layout, or why none."""

from collections import Counter
from dataclasses import dataclass

from torch import nn

from attnbench.errors import NoMatch
from attnbench.injection.injection import inject
from attnbench.injection.site import SITES


@dataclass(frozen=True, slots=True)
class Coverage:
    """One site in one network."""

    site: str
    places: int
    """None found is 0."""
    layouts: str
    """How the maps lie: NCHW, NHWC, tokens; with their number where there are several."""
    refusal: str
    """Why there are no places; empty if there are."""
    is_absent: bool = False
    """Whether the network has nothing that the site is about."""


def coverage(network: nn.Module) -> tuple[Coverage, ...]:
    """Try every named site in a network, which is left as it is.

    Each place is run once with a module that keeps the map, so that what is counted works.

    Args:
        network: Of timm, or a detector; on the meta device it takes least.
    """
    return tuple(_try_site(network, site) for site in SITES)


def _try_site(network: nn.Module, site: str) -> Coverage:
    try:
        with inject(network, "constant_gate", site=site) as injection:
            layouts = Counter(place.layout for place in injection.places)
    except ValueError as error:
        return Coverage(site, 0, "", str(error), is_absent=isinstance(error, NoMatch))
    words = [f"{count} {name}" for name, count in layouts.items()]
    alone = next(iter(layouts))
    return Coverage(site, layouts.total(), alone if len(layouts) == 1 else ", ".join(words), "")
