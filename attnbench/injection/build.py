"""Build the module of one place."""

from collections.abc import Mapping

from torch import nn

from attnbench.injection.identity_at_start import IdentityAtStart, starts_as_identity
from attnzoo import Entry
from attnzoo.option import OptionValue


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
        entry: The module's entry.
        options: The module's options; those left out have the authors' values.
        channels: Channels of the map.
        height: Height of the map.
        width: Width of the map.
        identity_at_start: Whether it starts as the identity, see `IdentityAtStart`; a module that
            does so by itself is not wrapped.
    """
    module = entry.build(channels, **options, **entry.sizing(height, width))
    if identity_at_start and not starts_as_identity(module, channels, height, width):
        return IdentityAtStart(module)
    return module
