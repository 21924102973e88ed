"""The spots of a network that a site matches: by a rule of the table, or by a glob."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from difflib import get_close_matches

from torch import Tensor, nn

from attnbench.errors import NoMatch
from attnbench.injection.hook import held_modules
from attnbench.injection.sites.branches import blocks
from attnbench.injection.sites.glob import glob_spots, named_spots
from attnbench.injection.sites.table import SITES
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.stage_choice import within_stages
from attnbench.injection.trace import Trace


def find_spots(
    model: nn.Module,
    site: str,
    trace: Trace,
    stages: Collection[int] | None = None,
    places: Sequence[str] | None = None,
) -> Spots:
    """Every spot of a network that a site matches, in the network's order.

    Args:
        model: A timm network, or a detector.
        site: A name of `SITES`, or a pattern of layer names in which `*` does not cross a dot.
        trace: One forward of it.
        stages: Numbers from 1; None takes the spots of all, and those behind the last one.
        places: Names of layers in place of the site.

    Raises:
        NoMatch: if nothing matches; lists what could.
        RefusedPlace: if a match cannot hold a module.
    """
    named = SITES.get(site)
    if places is not None:
        spots = named_spots(model, places, trace)
    elif named is None:
        spots = glob_spots(model, site, trace)
    else:
        spots = _without_class_tokens(named.find(model, trace), trace)
    spots = _outside_of_injected(model, spots)
    if not spots.matches:
        raise NoMatch(_no_match_text(model, site, spots), parameter="site")
    return spots if stages is None else within_stages(model, spots, stages, trace)


def _without_class_tokens(spots: Spots, trace: Trace) -> Spots:
    """Leave out the spots at which a transformer holds its class token alone."""
    classes = [spot for spot in spots.matches if _holds_class_token(spot, trace)]
    reasons = [f"{spot.path} holds the class token alone, which is not a map" for spot in classes]
    matches = tuple(spot for spot in spots.matches if spot not in classes)
    return Spots(matches, (*spots.left_out, *reasons))


def _holds_class_token(spot: Spot, trace: Trace) -> bool:
    calls = trace.of(spot.path)
    contents = [(call.input if spot.when == "input" else call.output).content for call in calls]
    return bool(contents) and all(
        isinstance(tokens, Tensor) and tokens.ndim == 3 and tokens.shape[1] == 1
        for tokens in contents
    )


def _outside_of_injected(model: nn.Module, spots: Spots) -> Spots:
    """Leave out the spots within modules that were injected before."""
    held = held_modules(model)
    inside = {
        f"{path}.{inner}".rstrip(".")
        for path, part in model.named_modules()
        if part in held
        for inner, _ in part.named_modules()
    }
    return replace(spots, matches=tuple(s for s in spots.matches if s.path not in inside))


def _no_match_text(model: nn.Module, site: str, spots: Spots) -> str:
    """What follows the parameter's name: the site, why it matches nothing, and what could."""
    kind = type(model).__name__
    parts = ", ".join(name for name, _ in model.named_children())
    if site in SITES:
        reason = f": {spots.left_out[0]}" if spots.left_out else ""
        others = ", ".join(name for name in SITES if name != site)
        if not hasattr(model, "feature_info") and not any(True for _ in blocks(model)):
            return (
                f"{site!r} ({SITES[site].meaning}) matches nothing in {kind}, for its blocks are "
                f"none of those that attnbench knows from timm; pass a pattern of layer names, "
                f"which start with: {parts}"
            )
        return (
            f"{site!r} ({SITES[site].meaning}) matches nothing in {kind}{reason}; use one of "
            f"{others}, or a pattern of layer names, which start with: {parts}"
        )
    paths = [path for path, _ in blocks(model)]
    near = get_close_matches(site, SITES, n=1)
    all_sites = f"use one of {', '.join(SITES)}, or a pattern of layer names; "
    hint = f"did you mean {near[0]!r}? " if near else all_sites
    examples = f"blocks: {', '.join(paths[:6])}" if paths else f"parts: {parts}"
    return f"{site!r} matches no layer of {kind}; {hint}its {examples}"
