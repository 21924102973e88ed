"""Means over axes of a map."""

import torch
import torch.nn.functional as F
from torch import Tensor


def mean(x: Tensor, dim: int | tuple[int, ...], *, keepdim: bool = False) -> Tensor:
    """Mean over axes: `x.mean`, on the CPU as a sum divided by its count.

    The backward of a mean divides a gradient as large as the map; the backward of a sum that is
    divided afterwards, one as large as the result: half the time of SE and ECA in bf16
    (`benchmarks/modules.py`). In float16 the sum could overflow.
    """
    if x.device.type != "cpu" or x.dtype is torch.float16:
        return x.mean(dim, keepdim=keepdim)
    count = 1
    for axis in (dim,) if isinstance(dim, int) else dim:
        count *= x.shape[axis]
    return x.sum(dim, keepdim=keepdim) / count


def window_mean(x: Tensor, side: int) -> Tensor:
    """Mean over the side x side positions around each: (B, C, H, W) -> the same shape.

    `side` is odd, and zeros beyond the border count. Pooled along rows, then along columns, and on
    the CPU in channels_last, without which torch's pooling is not vectorised.
    """
    if x.device.type == "cpu":
        x = x.contiguous(memory_format=torch.channels_last)
    rows = F.avg_pool2d(x, (1, side), stride=1, padding=(0, side // 2))
    return F.avg_pool2d(rows, (side, 1), stride=1, padding=(side // 2, 0))
