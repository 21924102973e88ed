"""Kinds of layers, by torch's classes."""

from torch import nn

NORMS = (nn.modules.batchnorm._NormBase, nn.GroupNorm, nn.LayerNorm)
CONVOLUTIONS = (nn.modules.conv._ConvNd,)
CONVERTED = NORMS + CONVOLUTIONS
"""Layers that conversions replace by others, which loses their hooks."""


def is_converted(model: nn.Module, path: str) -> bool:
    """Whether a part of a network is a norm or a convolution, or lies in one."""
    parts = path.split(".")
    around = (".".join(parts[: count + 1]) for count in range(len(parts)))
    return any(isinstance(model.get_submodule(outer), CONVERTED) for outer in around)
