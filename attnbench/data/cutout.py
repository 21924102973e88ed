"""A blank square anywhere in each image (DeVries and Taylor, 2017, arXiv:1708.04552)."""

import torch
from torch import Tensor


def blank_squares(images: Tensor, centres: Tensor, side: int) -> Tensor:
    """Normalised images with a square of zeros, which is the mean colour; cut off at the border.

    Args:
        images: (B, C, H, W).
        centres: (B, 2), the row and the column of each.
        side: In pixels; 0 for no square.
    """
    rows, columns = (
        _covered(centres[:, axis], side, length) for axis, length in enumerate(images.shape[2:])
    )
    return images.masked_fill(rows[:, None, :, None] & columns[:, None, None, :], 0)


def _covered(centres: Tensor, side: int, length: int) -> Tensor:
    """(B,) -> (B, length): whether a place along one axis is within the square."""
    first = centres[:, None] - side // 2
    places = torch.arange(length, device=centres.device)
    return (places >= first) & (places < first + side)
