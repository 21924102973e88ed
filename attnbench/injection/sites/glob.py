"""A glob over module names as a site: after every module whose name matches."""

from fnmatch import fnmatchcase

from torch import nn

from attnbench.errors import RefusedPlace
from attnbench.injection.sites.branches import blocks, branch_of
from attnbench.injection.spot import Spot, Spots
from attnbench.layer_kinds import is_converted


def glob_spots(model: nn.Module, pattern: str) -> Spots:
    """Every module whose name matches.

    Raises:
        RefusedPlace: if one is a norm or a convolution, or lies in one.
    """
    matches = [
        (path, part) for path, part in model.named_modules() if path and matches_glob(path, pattern)
    ]
    for path, part in matches:
        if is_converted(model, path):
            raise RefusedPlace(
                f"{path} is a {type(part).__name__}, and a module there is lost when norms or "
                f"convolutions are converted; {_remedy(model, path)}"
            )
    return Spots(tuple(Spot(path) for path, _ in matches))


def matches_glob(path: str, pattern: str) -> bool:
    """Whether a dotted name matches a glob, part by part: `*` does not cross a dot."""
    parts, patterns = path.split("."), pattern.split(".")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def _remedy(model: nn.Module, path: str) -> str:
    """What to use instead of a norm or a convolution."""
    for block, part in blocks(model):
        branch = branch_of(part)
        if branch is not None and path.startswith(f"{block}."):
            return f"{block}.{branch.tap} after it can hold one: use site=residual"
    return "use the block that holds it"
