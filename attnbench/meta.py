"""Copies of a network on the meta device: shapes without numbers, in almost no time."""

import copy

import torch
from torch import Tensor, nn

from attnbench.errors import WrongUse

ImageSize = tuple[int, int, int]
"""Channels, height and width of an input image."""


def meta_copy(model: nn.Module) -> nn.Module:
    """A deep copy with parameters and buffers on the meta device; no weight is copied."""
    memo: dict[int, Tensor] = {}
    for parameter in model.parameters():
        empty = torch.empty_like(parameter, device="meta")
        memo[id(parameter)] = nn.Parameter(empty, requires_grad=parameter.requires_grad)
    for buffer in model.buffers():
        memo[id(buffer)] = torch.empty_like(buffer, device="meta")
    return copy.deepcopy(model, memo)


def meta_images(model: nn.Module, size: ImageSize, batch: int = 1) -> Tensor:
    """Images of a size on the meta device, with the network's own floating type."""
    floating = (p.dtype for p in model.parameters() if p.is_floating_point())
    return torch.empty(batch, *size, device="meta", dtype=next(floating, torch.get_default_dtype()))


def own_input_size(model: nn.Module) -> ImageSize:
    """The image size that a timm network was made for.

    Raises:
        WrongUse: if the network does not declare one.
    """
    config = getattr(model, "pretrained_cfg", None) or {}
    size = config.get("input_size")
    if size is None:
        raise WrongUse(
            f"must be (C, H, W): {type(model).__name__} does not declare its image size",
            parameter="input_size",
        )
    channels, height, width = size
    return channels, height, width
