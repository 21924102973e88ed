"""The site `residual`: after the last norm of each residual branch, before the addition."""

from collections.abc import Iterator

from torch import nn

from attnbench.branch import Branch
from attnbench.errors import RefusedPlace
from attnbench.injection.sites.branches import branch_of, drop_paths, untapped
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Call, Trace
from attnbench.layer_kinds import is_converted


def residual_spots(model: nn.Module, trace: Trace) -> Spots:
    """The tap of every residual branch.

    Raises:
        RefusedPlace: if a branch has no tap, or its tap is taken.
    """
    spots: list[Spot] = []
    for path, block in model.named_modules():
        if not trace.of(path):
            continue
        last = untapped(block)
        if last is not None:
            raise RefusedPlace(
                f"{path} ({type(block).__name__}) adds right after {path}.{last}, where no part "
                "could hold a module without losing it when norms or convolutions are converted; "
                "use site=block"
            )
        spots.extend(_taps(path, model, trace))
    return Spots(tuple(spots))


def _taps(path: str, model: nn.Module, trace: Trace) -> Iterator[Spot]:
    block = model.get_submodule(path)
    branch = branch_of(block)
    if branch is None:
        for name in drop_paths(block):
            yield from _before(path, name, model, trace)
    elif branch.needs is not None and getattr(block, branch.needs, None) in (None, False):
        return
    elif branch.at == "slot":
        yield _slot(path, block, branch)
    elif branch.at == "output":
        yield Spot(f"{path}.{branch.tap}")
    elif trace.of(f"{path}.{branch.tap}"):
        yield Spot(f"{path}.{branch.tap}", when="input")


def _before(path: str, name: str, model: nn.Module, trace: Trace) -> Iterator[Spot]:
    """The spot before a tap; where the tap serves several branches, the part that ends each."""
    tap = f"{path}.{name}"
    calls = trace.of(tap)
    if len(calls) == 1:
        yield Spot(tap, when="input")
        return
    for call in calls:
        maker = _maker(path, model, call, trace)
        if maker is None:
            block = model.get_submodule(path)
            raise RefusedPlace(
                f"{tap} serves {len(calls)} branches of {path} ({type(block).__name__}), and one "
                "of them ends in no part of its own that could hold a module; use site=block"
            )
        yield Spot(maker)


def _maker(path: str, model: nn.Module, call: Call, trace: Trace) -> str | None:
    """The part of a block that made a tap's input, if it can hold a module."""
    for made in trace.makers(call.input, call.began):
        if made.path.startswith(f"{path}.") and not is_converted(model, made.path):
            return made.path if len(trace.of(made.path)) == 1 else None
    return None


def _slot(path: str, block: nn.Module, branch: Branch) -> Spot:
    occupant = getattr(block, branch.tap)
    if isinstance(occupant, nn.Identity):
        raise RefusedPlace(
            f"{path}.{branch.tap} already holds an injected module; remove that injection first"
        )
    if occupant is not None:
        raise RefusedPlace(
            f"{path}.{branch.tap} holds the network's own {type(occupant).__name__}; use "
            "site=replace to take its place, or site=block to come after it"
        )
    norm = getattr(block, branch.last_norm or "", None)
    weight = getattr(norm, "weight", None)
    starts_at_zero = weight is not None and not weight.is_meta and not weight.any()
    return Spot(f"{path}.{branch.tap}", slot=(path, branch.tap), zero_norm=bool(starts_at_zero))
