"""The rules that say where modules go: a site turns a network into spots."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from torch import Tensor, nn

from attnbench.errors import NoMatch, RefusedPlace
from attnbench.injection.branches import blocks, branch_of
from attnbench.injection.hook import held_modules
from attnbench.injection.inner import inner_spots
from attnbench.injection.neck import neck_spots
from attnbench.injection.replacement import replacement_spots
from attnbench.injection.residual import residual_spots
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.stage import stage_spots
from attnbench.injection.stage_choice import within_stages
from attnbench.injection.trace import Trace, trace
from attnbench.layer_kinds import is_converted
from attnbench.meta import ImageSize

SITES: Mapping[str, str] = {
    "residual": "after the last norm of each residual branch, before the addition",
    "block": "after each block",
    "stage": "after each stage, as timm's feature_info names them",
    "inner": "before the last convolution of each block",
    "replace": "instead of each channel attention that the network has of its own",
    "neck": "behind each map that a detector's neck gives its head",
}
"""The named sites; any other site is a glob over module names, such as `layer[34].*`."""


def find_spots(
    model: nn.Module, site: str, size: ImageSize, stages: Collection[int] | None = None
) -> Spots:
    """Every place of a network that a site matches, in the network's order.

    Args:
        model: A timm network, or a detector.
        site: A key of `SITES`, or a glob over module names in which `*` stays within one dot.
        size: Channels, height and width of an image.
        stages: Numbers from 1; None takes the places of all, and those behind the last one.

    Raises:
        NoMatch: if nothing matches; lists what could.
        RefusedPlace: if a match cannot hold a module.
        WrongUse: if the network does not take images of that size.
    """
    rule = _RULES.get(site)
    seen = trace(model, size) if rule is not None or stages is not None else Trace([])
    if rule is None:
        spots = _glob_spots(model, site)
    else:
        spots = _without_class_tokens(rule(model, seen), seen)
    spots = _outside_of_injected(model, spots)
    if not spots.found:
        raise NoMatch(_no_match_text(model, site, spots))
    return spots if stages is None else within_stages(model, spots, stages, seen)


def _without_class_tokens(spots: Spots, seen: Trace) -> Spots:
    """Without the spots at which a transformer holds its class token alone."""
    classes = [spot for spot in spots.found if _holds_class_token(spot, seen)]
    told = tuple(f"{spot.path} holds the class token alone, which is no map" for spot in classes)
    found = tuple(spot for spot in spots.found if spot not in classes)
    return Spots(found, (*spots.left_out, *told))


def _holds_class_token(spot: Spot, seen: Trace) -> bool:
    values = (call.given if spot.when == "input" else call.gave for call in seen.of(spot.path))
    contents = [value.content for value in values]
    return bool(contents) and all(
        isinstance(each, Tensor) and each.ndim == 3 and each.shape[1] == 1 for each in contents
    )


def _outside_of_injected(model: nn.Module, spots: Spots) -> Spots:
    held = held_modules(model)
    inside = {
        f"{path}.{inner}".rstrip(".")
        for path, part in model.named_modules()
        if part in held
        for inner, _ in part.named_modules()
    }
    return replace(spots, found=tuple(spot for spot in spots.found if spot.path not in inside))


def _block_spots(model: nn.Module, _trace: Trace) -> Spots:
    return Spots(tuple(Spot(path) for path, _ in blocks(model)))


_RULES: Mapping[str, Callable[[nn.Module, Trace], Spots]] = {
    "residual": residual_spots,
    "block": _block_spots,
    "stage": stage_spots,
    "inner": inner_spots,
    "replace": replacement_spots,
    "neck": neck_spots,
}


def _glob_spots(model: nn.Module, pattern: str) -> Spots:
    matches = [
        (path, part) for path, part in model.named_modules() if path and matches_glob(path, pattern)
    ]
    for path, part in matches:
        _refuse_converted_host(model, path, part)
    return Spots(tuple(Spot(path) for path, _ in matches))


def matches_glob(path: str, pattern: str) -> bool:
    """Whether a dotted name matches a glob, part by part: `*` does not cross a dot."""
    parts, patterns = path.split("."), pattern.split(".")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def _refuse_converted_host(model: nn.Module, path: str, part: nn.Module) -> None:
    if not is_converted(model, path):
        return
    taps = ((block, branch_of(part)) for block, part in blocks(model))
    behind = next(
        (
            f"the tap behind it is {block}.{branch.tap}: use site=residual"
            for block, branch in taps
            if branch is not None and path.startswith(f"{block}.")
        ),
        "use the block that holds it",
    )
    raise RefusedPlace(
        f"{path} is a {type(part).__name__}, and a module there is lost when norms or "
        f"convolutions are converted; {behind}"
    )


def _no_match_text(model: nn.Module, site: str, spots: Spots) -> str:
    kind = type(model).__name__
    tops = ", ".join(name for name, _ in model.named_children())
    if site in SITES:
        why = f": {spots.left_out[0]}" if spots.left_out else ""
        others = ", ".join(name for name in SITES if name != site)
        return (
            f"site={site} ({SITES[site]}) matches nothing in {kind}{why}; use one of {others}, or "
            f"a glob over its parts, such as one of: {tops}"
        )
    known = [path for path, _ in blocks(model)]
    examples = f"blocks: {', '.join(known[:6])}" if known else f"modules: {tops}"
    near = get_close_matches(site, SITES, n=1)
    hint = f"did you mean {near[0]!r}? " if near else f"named sites: {', '.join(SITES)}; "
    return f"site={site!r} matches no module of {kind}; {hint}it has {examples}"
