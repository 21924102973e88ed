"""A convolution over a volume of depth 1."""

from collections.abc import Callable
from typing import Self

import torch.nn.functional as F
from torch import Tensor, nn


class FlatConv3d(nn.Conv3d):
    """A 3-D convolution of odd kernel on a map, which is a volume of depth 1.

    (B, C, H, W) -> (B, outputs, H, W) by the middle slice of the kernel: the other slices meet
    nothing but padding, so they cost nothing here and their gradient is 0.
    """

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, outputs, H, W)."""
        depth, side, _ = self.kernel_size
        weight = self.weight[:, :, depth // 2]
        return F.conv2d(x, weight, self.bias, padding=side // 2, groups=self.groups)

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Move, convert or lay out the kernel as four axes: channels_last is for no more."""

        def apply(tensor: Tensor) -> Tensor:
            if tensor.dim() < len(self.weight.shape):
                return fn(tensor)
            return fn(tensor.flatten(1, 2)).unflatten(1, tensor.shape[1:3])

        super()._apply(apply, recurse)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return self
