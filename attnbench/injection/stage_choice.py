"""Which stage of a network each place is in, and the places of some stages alone."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from torch import nn

from attnbench.errors import NoMatch
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.stage import stage_hosts
from attnbench.injection.trace import Trace


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
    """Those of a network's spots that lie in some of its stages.

    Raises:
        NoMatch: if the network does not name its stages, has no such one, or no place in them.
    """
    hosts = stage_hosts(model, trace)
    unknown = sorted(set(stages).difference(range(1, len(hosts) + 1)))
    if unknown or not stages:
        raise NoMatch(
            f"stages={stages_text(stages)} are not all stages of {type(model).__name__}, which has "
            f"1 to {len(hosts)}: {', '.join(hosts)}; name some of them, as in stages=1+2"
        )
    found = tuple(spot for spot in spots.found if stage_of(spot, hosts, trace) in stages)
    if not found:
        raise NoMatch(
            f"stages={stages_text(stages)} of {type(model).__name__} hold none of the "
            f"{len(spots.found)} places; name other stages, or another site"
        )
    return replace(spots, found=found)


def stages_text(stages: Collection[int]) -> str:
    """Numbers as they are typed: 1+2."""
    return "+".join(map(str, sorted(stages)))
