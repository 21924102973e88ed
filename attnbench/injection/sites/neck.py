"""The site `neck`: after each map that the head of a network makes of the backbone's."""

from torch import nn

from attnbench.errors import RefusedPlace
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace


def neck_spots(model: nn.Module, trace: Trace) -> Spots:
    """The parts that a network names in its `neck_info`, in the form of timm's `feature_info`.

    Raises:
        RefusedPlace: if one of them does not run.
    """
    hosts = [str(level["module"]) for level in getattr(model, "neck_info", ())]
    if not hosts:
        return Spots((), (_reason(model),))
    for host in hosts:
        if not trace.of(host):
            raise RefusedPlace(
                f"{type(model).__name__} names {host} in its neck_info, but no such part runs; use "
                "site=stage, or a pattern of layer names"
            )
    return Spots(tuple(map(Spot, hosts)))


def _reason(model: nn.Module) -> str:
    """Why there is no place."""
    if hasattr(model, "neck_info"):
        return "its head reads the maps before a module could change them"
    return "only a network with a head has a neck, such as a detector"
