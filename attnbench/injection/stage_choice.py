"""Which stage of a network each place is in, and the places of some stages alone."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from torch import nn

from attnbench.errors import NoMatch
from attnbench.injection.sites.stage import stage_hosts
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace
from attnbench.plan.stages import stages_text


def stage_of(spot: Spot, hosts: Sequence[str], trace: Trace) -> int | None:
    """The number of the stage that a spot runs in, from 1; None behind the last stage.

    A place belongs to the first stage that ends after it, or with it.
    """
    path = spot.slot[0] if spot.slot is not None else spot.path
    calls = trace.of(path)
    if not calls:
        return None
    for number, host in enumerate(hosts, start=1):
        if any(calls[0].ended <= call.ended for call in trace.of(host)):
            return number
    return None


def within_stages(model: nn.Module, spots: Spots, stages: Collection[int], trace: Trace) -> Spots:
    """Keep the spots that lie in some of a network's stages.

    Raises:
        NoMatch: if the network does not name its stages, lacks one of them, or has no spot in them.
    """
    hosts = stage_hosts(model, trace)
    kind = type(model).__name__
    unknown = sorted(set(stages).difference(range(1, len(hosts) + 1)))
    if unknown or not stages:
        raise NoMatch(
            f"must name stages of {kind}, which has 1 to {len(hosts)} ({', '.join(hosts)}), as in "
            f"stages=1+2 (got {stages_text(stages) or 'none'})",
            parameter="stages",
        )
    matches = tuple(spot for spot in spots.matches if stage_of(spot, hosts, trace) in stages)
    if not matches:
        raise NoMatch(
            f"{stages_text(stages)} of {kind} hold none of the site's {len(spots.matches)} places; "
            "name other stages, or another site",
            parameter="stages",
        )
    return replace(spots, matches=matches)
