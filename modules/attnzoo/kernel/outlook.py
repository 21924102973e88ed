"""Outlook attention: the centre of each window says how all its values are mixed.

Source: Yuan, Hou, Jiang, Feng, Yan, TPAMI 2022, arXiv:2106.13112 (VOLO).
Code: sail-sg/volo, models/volo.py, at cf357752.
Differs: the code takes (B, H, W, C) and has dropout and a bias of the values besides, both off in
    VOLO. The code's class has a stride of 1 by default; 2, with heads of 32 channels, is VOLO's.
    The copy in External-Attention-pytorch drops a tenth by default, and confuses padding and stride
    with dilation and padding: it is right for a stride of 1 alone.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.kernel.outlook_options import OutlookOptions
from attnzoo.layout import in_layout_of
from attnzoo.options import takes


class OutlookAttention(nn.Module):
    """Mixes the values of each window by a matrix that its centre gives, and adds up the windows.

    At every `stride`-th position A = softmax(Linear(mean of stride x stride positions) / sqrt(d)),
    a k^2 x k^2 matrix for each head of d channels, whose rows sum to 1; the window's k^2 values
    v = Linear(x), with zeros beyond the border, become A v; y = Linear(sum of all windows, each at
    its own place). Nothing is compared, and overlapping windows are summed, not averaged: with a
    stride of 1 a fresh module gives about three times as much as with 2.

    Raises:
        DoesNotFit: if `head_channels` does not divide `channels`, or the kernel is even.
    """

    @takes(OutlookOptions)
    def __init__(self, channels: int, options: OutlookOptions) -> None:
        super().__init__()
        self.options = options
        self.v = nn.Linear(channels, channels, bias=False)
        self.attn = nn.Linear(channels, options.weights(channels))
        self.proj = nn.Linear(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        size, stride, padding = self._window()
        values = self.v(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        windows = F.unfold(values, size, padding=padding, stride=stride)
        windows = windows.unflatten(1, (-1, self.options.head_channels, size**2))
        mixed = self._weights(x) @ windows.permute(0, 1, 4, 3, 2)
        mixed = mixed.permute(0, 1, 4, 3, 2).flatten(1, 3)
        total = F.fold(mixed, x.shape[2:], size, padding=padding, stride=stride)
        y: Tensor = self.proj(total.permute(0, 2, 3, 1))
        return in_layout_of(x, y.permute(0, 3, 1, 2))

    def _weights(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the matrices of n centres, (B, heads, n, k^2, k^2)."""
        size, stride, _ = self._window()
        centres = F.avg_pool2d(x, stride, ceil_mode=True).flatten(2).transpose(1, 2)
        scores = self.attn(centres).unflatten(2, (-1, size**2, size**2)).transpose(1, 2)
        weights: Tensor = (scores * self.options.head_channels**-0.5).softmax(4)
        return weights

    def _window(self) -> tuple[int, int, int]:
        """Side, stride and padding."""
        options = self.options
        return options.kernel_size, options.stride, options.kernel_size // 2
