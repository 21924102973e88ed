"""Means over axes of a map."""

import torch
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
