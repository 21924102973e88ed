"""The site `stage`: after each stage, as the network's own `feature_info` names them."""

from collections.abc import Sequence

from torch import nn

from attnbench.errors import NoMatch, RefusedPlace
from attnbench.injection.sites.branches import blocks
from attnbench.injection.sites.ends import spot_after
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace
from attnbench.stage_names import name_in_code


def stage_spots(model: nn.Module, trace: Trace) -> Spots:
    """The end of every stage that lies behind the first block.

    Raises:
        NoMatch: if the network does not name its stages.
        RefusedPlace: if a stage does not run, or ends in a norm or a convolution.
    """
    return Spots(tuple(_spot(model, host, trace) for host in stage_hosts(model, trace)))


def stage_hosts(model: nn.Module, trace: Trace) -> Sequence[str]:
    """The part that ends each stage, without what comes before the first block.

    Raises:
        NoMatch: if the network does not name its stages.
    """
    names = _names(model)
    if not names:
        raise NoMatch(
            f"{type(model).__name__} does not name its stages: it has no feature_info like timm's; "
            "use site=block, or a pattern of layer names"
        )
    hosts = [_host(model, name, trace) for name in names]
    begins = (call.began for path, _ in blocks(model) for call in trace.of(path))
    first_block = min(begins, default=-1)
    behind = (
        index
        for index, host in enumerate(hosts)
        if any(call.ended > first_block for call in trace.of(host))
    )
    return hosts[next(behind, 0) :]


def _names(model: nn.Module) -> Sequence[str]:
    stages = getattr(model, "feature_info", None) or []
    names = [
        str(stage["module"]) for stage in stages if isinstance(stage, dict) and stage.get("module")
    ]
    return list(dict.fromkeys(name_in_code(model, name) for name in names))


def _host(model: nn.Module, name: str, trace: Trace) -> str:
    """The part of that name; of a list that does not run itself, its last part that does."""
    parts = dict(model.named_modules())
    if isinstance(parts.get(name), nn.ModuleList) and not trace.of(name):
        inner = [path for path, _ in parts[name].named_children() if trace.of(f"{name}.{path}")]
        return f"{name}.{inner[-1]}" if inner else name
    return name


def _spot(model: nn.Module, host: str, trace: Trace) -> Spot:
    kind = type(model).__name__
    if not trace.of(host):
        raise RefusedPlace(
            f"{kind} names {host} as a stage in its feature_info, but no such part "
            "runs; use site=block, or a pattern of layer names"
        )
    spot = spot_after(model, host, trace)
    if spot is not None:
        return spot
    raise RefusedPlace(
        f"the stage {host} of {kind} ends in a {type(model.get_submodule(host)).__name__}, where a "
        "module is lost when norms or convolutions are converted; use site=block"
    )
