"""The memory layout of a map, and a map as a sequence of tokens."""

import torch
from torch import Tensor


def in_layout_of(like: Tensor, x: Tensor) -> Tensor:
    """`x` (B, C, H, W), in channels_last where `like` is: what follows then stays in its layout."""
    if like.is_contiguous(memory_format=torch.channels_last):
        return x.contiguous(memory_format=torch.channels_last)
    return x


def tokens_of(x: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, H W, C), contiguous: no copy where `x` is in channels_last."""
    return x.flatten(2).transpose(1, 2).contiguous()


def map_of(tokens: Tensor, like: Tensor) -> Tensor:
    """(B, H W, C) -> (B, C, H, W), of the size and in the layout of `like`."""
    x = tokens.transpose(1, 2).unflatten(2, like.shape[2:])
    return x if like.is_contiguous(memory_format=torch.channels_last) else x.contiguous()
