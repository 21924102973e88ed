"""Copies of a network on the meta device: shapes without numbers, in almost no time."""

import copy
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

from attnbench.errors import WrongUse

T = TypeVar("T")

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


def cpu_copy(model: nn.Module) -> nn.Module:
    """A deep copy on the CPU in float32, where it computes real numbers."""
    return copy.deepcopy(model).to(device="cpu", dtype=torch.float32)


def run_copy(model: nn.Module, size: "ImageSize", action: Callable[[nn.Module, Tensor], T]) -> T:
    """What an action gives of a copy in evaluation mode and one image.

    Both have no numbers, unless the network reads one, as `x.item()` does: then both are computed.

    Args:
        model: Any network that takes (B, C, H, W) images.
        size: Of the image.
        action: May change the copy.

    Raises:
        Exception: whatever the action raises with numbers, or without for another reason.
    """
    probe = meta_copy(model).eval()
    try:
        return action(probe, meta_images(probe, size))
    except Exception as error:
        if "meta" not in str(error):
            raise
    return action(cpu_copy(model).eval(), torch.zeros(1, *size))


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
