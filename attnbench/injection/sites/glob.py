"""Places by name: a glob over layer names as a site, or names one by one."""

from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from torch import nn

from attnbench.errors import NoMatch, RefusedPlace
from attnbench.injection.sites.branches import blocks, branch_of
from attnbench.injection.sites.ends import spot_after
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace


def glob_spots(model: nn.Module, pattern: str, trace: Trace) -> Spots:
    """After every layer whose name matches.

    Raises:
        RefusedPlace: if one is a norm or a convolution with nothing around it to hook.
    """
    paths = [path for path, _ in model.named_modules() if path and matches_glob(path, pattern)]
    return Spots(tuple(_spot(model, path, trace) for path in paths))


def named_spots(model: nn.Module, paths: Sequence[str], trace: Trace) -> Spots:
    """After each of some layers.

    Raises:
        NoMatch: if the network has no layer of a name.
        RefusedPlace: as above.
    """
    known = [path for path, _ in model.named_modules() if path]
    for path in paths:
        if path not in known:
            near = ", ".join(get_close_matches(path, known) or known[:6])
            raise NoMatch(
                f"must be names of layers of {type(model).__name__}, such as {near} (got {path!r})",
                parameter="places",
            )
    return Spots(tuple(_spot(model, path, trace) for path in paths))


def matches_glob(path: str, pattern: str) -> bool:
    """Whether a dotted name matches a glob, part by part: `*` does not cross a dot."""
    parts, patterns = path.split("."), pattern.split(".")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def _spot(model: nn.Module, path: str, trace: Trace) -> Spot:
    spot = spot_after(model, path, trace)
    if spot is None:
        raise RefusedPlace(
            f"{path} is a {type(model.get_submodule(path)).__name__}, and a module there is lost "
            f"when norms or convolutions are converted; {_remedy(model, path)}"
        )
    return spot


def _remedy(model: nn.Module, path: str) -> str:
    """What to use instead of a norm or a convolution."""
    for block, part in blocks(model):
        branch = branch_of(part)
        if branch is not None and path.startswith(f"{block}."):
            return f"{block}.{branch.tap} after it can hold one: use site=residual"
    return "use the block that holds it"
