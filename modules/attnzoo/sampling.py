"""A map read between its positions."""

import torch
import torch.nn.functional as F
from torch import Tensor


def sample(x: Tensor, grid: Tensor, *, align_corners: bool) -> Tensor:
    """Bilinear samples, with zeros beyond the border, in the type of x.

    They are computed in the precision of the grid: half precision would move the places.

    Args:
        x: (B, C, H, W).
        grid: (B, h, w, 2), places as (x, y) between -1 and 1, see `single`.
        align_corners: Whether -1 and 1 are the middles of the outermost positions, or their edges.

    Returns:
        (B, C, h, w).
    """
    return F.grid_sample(x.to(grid.dtype), grid, align_corners=align_corners).to(x.dtype)


def single(x: Tensor) -> Tensor:
    """X in single precision or finer, as places are computed."""
    return x.to(torch.promote_types(x.dtype, torch.float32))
