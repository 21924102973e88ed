"""Sums over windows whose weights differ from position to position."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor


def window_sum(x: Tensor, weights: Tensor, kernel_size: int) -> Tensor:
    """Weighted sum over the window around each position, with zeros around the map.

    Args:
        x: (B, ..., H, W).
        weights: (B, ..., k^2, H, W), the window row by row; its other axes broadcast to those of x.
        kernel_size: Side k of the window, odd.
    """
    return padded_window_sum(F.pad(x.contiguous(), (kernel_size // 2,) * 4), weights, kernel_size)


def padded_window_sum(padded: Tensor, weights: Tensor, kernel_size: int) -> Tensor:
    """`window_sum` of a map that is padded already: (B, ..., H + k - 1, W + k - 1).

    A sum of shifted products: on the CPU two to eight times as fast as unfolding the windows, and
    without their k^2 copies of the map. It is computed in NCHW, where rows of a shifted map are
    contiguous: in channels_last the backward of 7x7 takes four times as long. As in a convolution,
    products of half precision are summed in single, which is faster on the CPU as well.
    """
    precision = torch.promote_types(padded.dtype, torch.float32)
    total = None
    taps = weights.contiguous().to(precision).unbind(-3)
    for shifted, tap in zip(shifts(padded.to(precision), kernel_size), taps, strict=True):
        product = shifted * tap
        total = product if total is None else total + product
    assert total is not None
    return total.to(padded.dtype)


def window_products(x: Tensor, padded: Tensor, kernel_size: int) -> Tensor:
    """Products over the channels of each position with every place of its window.

    Args:
        x: (B, C, H, W).
        padded: (B, C, H + k - 1, W + k - 1), whose windows are looked at.
        kernel_size: Side k of the window, odd.

    Returns:
        (B, k^2, H, W), the window row by row, in single precision or finer.
    """
    precision = torch.promote_types(x.dtype, torch.float32)
    centre = x.contiguous().to(precision)
    places = shifts(padded.to(precision), kernel_size)
    products = [(centre * shifted).sum(1) for shifted in places]
    return torch.stack(products, dim=1)


def shifts(padded: Tensor, kernel_size: int) -> Iterator[Tensor]:
    """What each place of the window sees at every position, the window row by row.

    Cut into rows first, so that the backward fills one map of zeros a row and not one a place.
    """
    height, width = (side - kernel_size + 1 for side in padded.shape[-2:])
    for top in range(kernel_size):
        rows = padded[..., top : top + height, :]
        yield from (rows[..., left : left + width] for left in range(kernel_size))
