"""The names of a network's stages: in timm's `feature_info`, and in its code."""

from torch import nn

ALIASES = {"MultiScaleVit": ("block.", "stages."), "Twins": ("block.", "blocks.")}
"""Networks whose `feature_info` calls their stages by another word than their code."""


def name_in_code(model: nn.Module, name: str) -> str:
    """The name that a stage of `feature_info` has in the network's code."""
    alias, real = ALIASES.get(type(model).__name__, ("", ""))
    own = f"{real}{name.removeprefix(alias)}"
    # With features_only, timm flattens a network's names or holds it as `model`.
    parts = {path for path, _ in model.named_modules()}
    spellings = (own, own.replace(".", "_", 1), f"model.{own}")
    return next((spelling for spelling in spellings if spelling in parts), own)
