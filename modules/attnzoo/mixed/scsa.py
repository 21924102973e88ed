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

from attnzoo.gate import ChainedGate
from attnzoo.mixed.scsa_options import WHOLE_MAP, SCSAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class SCSA(ChainedGate):
    """Gates rows and columns at four scales, then channels by attention among themselves.

    s = x * sigmoid(GN(strips_h(mean_w x))) * sigmoid(GN(strips_w(mean_h x))), with depthwise 1-d
    convolutions of 3, 5, 7 and 9 on a quarter of the channels each, the same for both axes;
    p = GN(avgpool_window(s));
    y = s * sigmoid(mean_hw(softmax(q(p) k(p)^T / sqrt(C / heads)) v(p))), softmax over channels.

    Raises:
        DoesNotFit: if 4 or `heads` does not divide `channels`, or neither part would be left; from
            `forward` on a smaller map.
    """

    @takes(SCSAOptions)
    def __init__(self, channels: int, options: SCSAOptions) -> None:
        super().__init__()
        self.options = options
        # Named as in the authors' state dict: dwc is a depthwise convolution.
        if options.spatial:
            quarter = channels // 4
            self.local_dwc = _strip(quarter, 3)
            self.global_dwc_s = _strip(quarter, 5)
            self.global_dwc_m = _strip(quarter, 7)
            self.global_dwc_l = _strip(quarter, 9)
            self.norm_h = nn.GroupNorm(4, channels)
            self.norm_w = nn.GroupNorm(4, channels)
        if options.channel:
            window = options.window
            self.down_func = None if window == WHOLE_MAP else nn.AvgPool2d(window)
            self.norm = nn.GroupNorm(1, channels)
            self.q = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)
            self.k = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)
            self.v = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """First (B, C, H, W), then (B, C, 1, 1)."""
        options = self.options
        switched = ((options.spatial, self._spatial_gate), (options.channel, self._channel_gate))
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
        self.options.require(*x.shape[1:])
        pool = self.down_func
        pooled = self.norm(mean(x, (2, 3), keepdim=True) if pool is None else pool(x))
        query, key, value = (
            part(pooled).flatten(2).unflatten(1, (self.options.heads, -1))
            for part in (self.q, self.k, self.v)
        )
        scale = query.shape[2] ** -0.5
        weights = (query @ key.transpose(2, 3) * scale).softmax(3)
        return (weights @ value).mean(3).flatten(1).sigmoid()[:, :, None, None]


def _strip(channels: int, kernel: int) -> nn.Conv1d:
    return nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
