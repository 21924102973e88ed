"""Spatial and channel synergistic attention: multi-scale strips, then attention over channels.

Source: Si, Xu, Zhu, Zhang, Dong, Chen, Li, Neurocomputing 2025, arXiv:2407.05128.
Code: HZAI-ZJNU/SCSA, mmpretrain/models/attentions/SCSA.py, at 8c46866f.
Differs: `heads` defaults to 1, the released ResNet-50 configuration; of the code's switches only
    `heads` and `window` are kept. The paper takes out the spatial part (SMSA) and the channel part
    (PCSA) in turn; the code has no switch for it.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from attnzoo.fit import all_off, indivisible, require
from attnzoo.gate import ChainedGate
from attnzoo.pooling import mean

WHOLE_MAP = -1


def scsa_params(
    channels: int, *, heads: int = 1, window: int = 7, channel: bool = True, spatial: bool = True
) -> int:
    """Strips of 3, 5, 7, 9 on quarters (7 C), three norms (6 C), queries, keys and values (3 C)."""
    del heads, window
    return (11 * channels if spatial else 0) + (5 * channels if channel else 0)


def scsa_macs(
    channels: int,
    height: int,
    width: int,
    *,
    heads: int = 1,
    window: int = 7,
    channel: bool = True,
    spatial: bool = True,
) -> int:
    """The strips' convolutions, and attention over channels whose tokens are the windows."""
    strips = 6 * channels * (height + width) if spatial else 0
    if not channel:
        return strips
    windows = 1 if window == WHOLE_MAP else (height // window) * (width // window)
    return strips + 3 * channels * windows + 2 * channels * (channels // heads) * windows


def scsa_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    heads: int = 1,
    window: int = 7,
    channel: bool = True,
    spatial: bool = True,
) -> str | None:
    """Channels divisible by 4; for the channel part by heads, and maps of `window` a side."""
    if spatial and channels % 4:
        return f"channels={channels} do not split into 4 scales"
    if not channel:
        return all_off(channel=channel, spatial=spatial)
    if window < 1 and window != WHOLE_MAP:
        return f"window={window} is neither positive nor {WHOLE_MAP}, the whole map"
    if height is not None and width is not None and min(height, width) < window:
        return f"a {height}x{width} map is smaller than window={window}"
    return indivisible(channels, "heads", heads)


class SCSA(ChainedGate):
    """Gates rows and columns at four scales, then channels by attention among themselves.

    s = x * sigmoid(GN(strips_h(mean_w x))) * sigmoid(GN(strips_w(mean_h x))), with depthwise 1-d
    convolutions of 3, 5, 7 and 9 on a quarter of the channels each, the same for both axes;
    p = GN(avgpool_window(s));
    y = s * sigmoid(mean_hw(softmax(q(p) k(p)^T / sqrt(C / heads)) v(p))), softmax over channels.

    Args:
        channels: Channels of the map.
        heads: Number of heads of the channel attention.
        window: Side of the average pooling before the channel attention; -1 pools the whole map.
        channel: Whether the channel part is there; without it y = s.
        spatial: Whether the spatial part is there; without it s = x.

    Raises:
        DoesNotFit: if 4 or `heads` does not divide `channels`, or neither part would be left; from
            `forward` on a smaller map.
    """

    def __init__(
        self,
        channels: int,
        *,
        heads: int = 1,
        window: int = 7,
        channel: bool = True,
        spatial: bool = True,
    ) -> None:
        super().__init__()
        require(scsa_fits, channels, heads=heads, window=window, channel=channel, spatial=spatial)
        self.heads = heads
        self.window = window
        self.channel = channel
        self.spatial = spatial
        # Named as in the authors' state dict: dwc is a depthwise convolution.
        if spatial:
            quarter = channels // 4
            self.local_dwc = _strip(quarter, 3)
            self.global_dwc_s = _strip(quarter, 5)
            self.global_dwc_m = _strip(quarter, 7)
            self.global_dwc_l = _strip(quarter, 9)
            self.norm_h = nn.GroupNorm(4, channels)
            self.norm_w = nn.GroupNorm(4, channels)
        if channel:
            self.down_func = None if window == WHOLE_MAP else nn.AvgPool2d(window)
            self.norm = nn.GroupNorm(1, channels)
            self.q = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)
            self.k = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)
            self.v = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """First (B, C, H, W), then (B, C, 1, 1)."""
        switched = ((self.spatial, self._spatial_gate), (self.channel, self._channel_gate))
        return [gate for on, gate in switched if on]

    def _spatial_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        row_gate = self.norm_h(self._strips(mean(x, 3))).sigmoid().unsqueeze(3)
        column_gate = self.norm_w(self._strips(mean(x, 2))).sigmoid().unsqueeze(2)
        return column_gate * row_gate

    def _strips(self, x: Tensor) -> Tensor:
        """(B, C, L) -> (B, C, L)."""
        scales = (self.local_dwc, self.global_dwc_s, self.global_dwc_m, self.global_dwc_l)
        quarters = x.chunk(4, dim=1)
        return torch.cat([conv(part) for conv, part in zip(scales, quarters, strict=True)], dim=1)

    def _channel_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        require(scsa_fits, *x.shape[1:], heads=self.heads, window=self.window, spatial=self.spatial)
        pool = self.down_func
        pooled = self.norm(mean(x, (2, 3), keepdim=True) if pool is None else pool(x))
        query, key, value = (
            part(pooled).flatten(2).unflatten(1, (self.heads, -1))
            for part in (self.q, self.k, self.v)
        )
        scale = query.shape[2] ** -0.5
        weights = (query @ key.transpose(2, 3) * scale).softmax(3)
        return (weights @ value).mean(3).flatten(1).sigmoid()[:, :, None, None]


def _strip(channels: int, kernel: int) -> nn.Conv1d:
    return nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
