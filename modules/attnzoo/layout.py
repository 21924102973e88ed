"""The memory layout of a map."""

import torch
from torch import Tensor


def in_layout_of(like: Tensor, x: Tensor) -> Tensor:
    """`x` (B, C, H, W), in channels_last where `like` is: what follows then stays in its layout."""
    if like.is_contiguous(memory_format=torch.channels_last):
        return x.contiguous(memory_format=torch.channels_last)
    return x
