"""The names of a network's stages: in timm's `feature_info`, and in its code."""

from torch import nn

ALIASES = {"MultiScaleVit": ("block.", "stages."), "Twins": ("block.", "blocks.")}
"""Networks whose `feature_info` calls their stages by another word than their code."""


def name_in_code(model: nn.Module, name: str) -> str:
    """The name that a stage of `feature_info` has in the network's code."""
    alias, real = ALIASES.get(type(model).__name__, ("", ""))
    return f"{real}{name.removeprefix(alias)}"
