"""The rules that say where modules go: a site turns a network into spots.

The table of residual branches was read off timm's block classes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Literal

from torch import nn

from attnbench.errors import NoMatch, RefusedPlace

SITES: Mapping[str, str] = {
    "residual": "after the last norm of each residual branch, before the addition",
    "block": "after each block",
}
"""The named sites; any other site is a glob over module names, such as `layer[34].*`."""

NORMS = (
    nn.modules.batchnorm._NormBase,
    nn.GroupNorm,
    nn.LayerNorm,
)
CONVOLUTIONS = (nn.modules.conv._ConvNd,)


@dataclass(frozen=True, slots=True)
class Branch:
    """The tap of one block class's residual branch: a child without parameters."""

    tap: str
    """The child that the branch's result runs through last before the addition."""

    is_slot: bool
    """Whether the child is an empty slot that is filled with an identity."""

    last_norm: str | None = None
    """The norm that timm may start at zero, which leaves the tap without a gradient at step 0."""


_INVERTED = Branch(tap="drop_path", is_slot=False)

BRANCHES: Mapping[str, Branch] = {
    "timm.models.resnet.BasicBlock": Branch(tap="se", is_slot=True, last_norm="bn2"),
    "timm.models.resnet.Bottleneck": Branch(tap="se", is_slot=True, last_norm="bn3"),
    "timm.models._efficientnet_blocks.ConvBnAct": _INVERTED,
    "timm.models._efficientnet_blocks.DepthwiseSeparableConv": _INVERTED,
    "timm.models._efficientnet_blocks.EdgeResidual": _INVERTED,
    "timm.models._efficientnet_blocks.InvertedResidual": _INVERTED,
    "timm.models._efficientnet_blocks.MobileAttention": _INVERTED,
    "timm.models._efficientnet_blocks.UniversalInvertedResidual": _INVERTED,
}
"""By block class, where its residual branch can be tapped."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One matched place, before it is known whether a module fits there."""

    path: str
    """Name of the host in the network."""

    when: Literal["output", "input"] = "output"
    """Whether the module takes what the host gives, or what the host is given."""

    slot: tuple[str, str] | None = None
    """The block and the name of its empty slot, where the host must first be made."""

    zero_norm: bool = False
    """Whether the norm before the place starts at zero."""


def find_spots(model: nn.Module, site: str) -> tuple[Spot, ...]:
    """Every place of a network that a site matches, in the network's order.

    Args:
        model: A timm network.
        site: A key of `SITES`, or a glob over module names in which `*` stays within one dot.

    Raises:
        NoMatch: if nothing matches; lists what could.
        RefusedPlace: if a match cannot hold a module.
    """
    if site == "residual":
        spots = tuple(_residual(model))
    elif site == "block":
        spots = tuple(Spot(path) for path, _ in _blocks(model))
    else:
        spots = tuple(_matches(model, site))
    if not spots:
        raise NoMatch(_no_match_text(model, site))
    return spots


def _blocks(model: nn.Module) -> Iterator[tuple[str, Branch]]:
    for path, module in model.named_modules():
        for parent in type(module).__mro__:
            branch = BRANCHES.get(f"{parent.__module__}.{parent.__qualname__}")
            if branch is not None:
                yield path, branch
                break


def _residual(model: nn.Module) -> Iterator[Spot]:
    for path, branch in _blocks(model):
        block = model.get_submodule(path)
        if branch.is_slot:
            yield _slot(block, path, branch)
        elif getattr(block, "has_skip", False):
            yield Spot(f"{path}.{branch.tap}", when="input")


def _slot(block: nn.Module, path: str, branch: Branch) -> Spot:
    occupant = getattr(block, branch.tap)
    if isinstance(occupant, nn.Identity):
        raise RefusedPlace(f"{path}.{branch.tap} holds an injected module; remove that injection")
    if occupant is not None:
        raise RefusedPlace(
            f"{path}.{branch.tap} holds the network's own {type(occupant).__name__}, which "
            "site=replace will take the place of when it is there; until then use site=block, or "
            "a backbone without it"
        )
    norm = getattr(block, branch.last_norm or "", None)
    weight = getattr(norm, "weight", None)
    starts_at_zero = weight is not None and not weight.is_meta and not weight.any()
    return Spot(f"{path}.{branch.tap}", slot=(path, branch.tap), zero_norm=bool(starts_at_zero))


def _matches(model: nn.Module, pattern: str) -> Iterator[Spot]:
    for path, module in model.named_modules():
        if path and matches_glob(path, pattern):
            _refuse_parametrized_host(model, path, module)
            yield Spot(path)


def matches_glob(path: str, pattern: str) -> bool:
    """Whether a dotted name matches a glob, part by part: `*` does not cross a dot."""
    parts, patterns = path.split("."), pattern.split(".")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def _refuse_parametrized_host(model: nn.Module, path: str, module: nn.Module) -> None:
    if not isinstance(module, NORMS + CONVOLUTIONS):
        return
    behind = next(
        (
            f"the tap behind it is {block}.{branch.tap}: use site=residual"
            for block, branch in _blocks(model)
            if path.startswith(f"{block}.")
        ),
        "use the block that holds it",
    )
    raise RefusedPlace(
        f"{path} is a {type(module).__name__}, and a module there is lost when norms or "
        f"convolutions are converted; {behind}"
    )


def _no_match_text(model: nn.Module, site: str) -> str:
    blocks = [path for path, _ in _blocks(model)]
    if site in SITES:
        known = ", ".join(sorted({name.rpartition(".")[2] for name in BRANCHES}))
        remedy = f"known are the blocks {known}; pass a glob, such as one of: {_tops(model)}"
        return f"site={site} matches nothing in {type(model).__name__}; {remedy}"
    examples = f"blocks: {', '.join(blocks[:6])}" if blocks else f"modules: {_tops(model)}"
    near = get_close_matches(site, SITES, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; named sites: {', '.join(SITES)}"
    return f"site={site!r} matches no module of {type(model).__name__}{hint}; it has {examples}"


def _tops(model: nn.Module) -> str:
    return ", ".join(name for name, _ in model.named_children())
