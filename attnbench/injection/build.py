"""The module of one place, built as its variant says."""

from collections.abc import Mapping

from torch import nn

from attnbench.errors import WrongUse
from attnbench.injection.identity_at_start import IdentityAtStart, starts_as_identity
from attnzoo import Entry
from attnzoo.fit import OptionValue


def build_module(
    entry: Entry,
    options: Mapping[str, OptionValue],
    channels: int,
    height: int,
    width: int,
    *,
    identity_at_start: bool,
) -> nn.Module:
    """A new module for a map of that size, (B, C, H, W) -> (B, C, H, W).

    Args:
        entry: Of the module.
        options: Of the module; what is left out has the authors' value.
        channels: Of the map.
        height: Of the map.
        width: Of the map.
        identity_at_start: Whether it starts as the identity, see `IdentityAtStart`; one that does
            so by itself stays as it is.

    Raises:
        WrongUse: if the entry does not build a module.
    """
    module = entry.build(channels, **options, **entry.sizing(height, width))
    if not isinstance(module, nn.Module):
        raise WrongUse(f"{entry.name} gives a {type(module).__name__}, which is no torch module")
    if identity_at_start and not starts_as_identity(module, channels, height, width):
        return IdentityAtStart(module)
    return module
