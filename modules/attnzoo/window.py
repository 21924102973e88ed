"""Sums over windows whose weights differ from position to position."""

import torch.nn.functional as F
from torch import Tensor


def window_sum(x: Tensor, weights: Tensor, kernel_size: int) -> Tensor:
    """Weighted sum over the window around each position, with zeros around the map.

    A sum of shifted products: on the CPU two to eight times as fast as unfolding the windows, and
    without their k^2 copies of the map. It is computed in NCHW, where rows of a shifted map are
    contiguous: in channels_last the backward of 7x7 takes four times as long.

    Args:
        x: (B, ..., H, W).
        weights: (B, ..., k^2, H, W), the window row by row; its other axes broadcast to those of x.
        kernel_size: Side k of the window, odd.
    """
    height, width = x.shape[-2:]
    padded = F.pad(x.contiguous(), (kernel_size // 2,) * 4)
    weights = weights.contiguous()
    total = None
    for tap in range(kernel_size**2):
        top, left = divmod(tap, kernel_size)
        shifted = padded[..., top : top + height, left : left + width]
        product = shifted * weights[..., tap, :, :]
        total = product if total is None else total + product
    assert total is not None
    return total
