"""Channel prior convolutional attention: a channel gate, then a gate of depthwise strips.

Source: Huang, Chen, Zou, Lu, Chen, 2023, arXiv:2306.05196.
Code: Cuthbert-Huang/CPCANet, CPCANet/nnunet/network_architecture/CPCANet.py, at 550b49a9.
Differs: fewer than `reduction` channels are refused; the code fails there. What remains without one
    of the two gates is our definition.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.kernel.cpca_options import CPCAOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise
from attnzoo.pooling import mean


class _ChannelGate(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate (B, C, 1, 1), between 0 and 2."""
        largest = x.flatten(2).max(2).values[:, :, None, None]
        return self._excite(mean(x, (2, 3), keepdim=True)) + self._excite(largest)

    def _excite(self, pooled: Tensor) -> Tensor:
        gate: Tensor = self.fc2(self.fc1(pooled).relu()).sigmoid()
        return gate


class ChannelPriorConvolutionalAttention(nn.Module):
    """Weighs channels by a gate of their mean and maximum, then each value by strips around it.

    v = GELU(p(x)); u = v * (sigmoid(mlp(mean_hw v)) + sigmoid(mlp(max_hw v)));
    b = dw5x5(u); s = p(b + sum over k in 7, 11, 21 of dw_kx1(dw_1xk(b))); y = p(s * u),
    with one 1x1 convolution p in all three places. The gate s has no sigmoid. Without the channel
    gate u = v, without the strips y = p(u).

    Raises:
        DoesNotFit: if no hidden channel, or neither gate, would be left.
    """

    @takes(CPCAOptions)
    def __init__(self, channels: int, options: CPCAOptions) -> None:
        super().__init__()
        self.options = options
        self.ca = _ChannelGate(channels, channels // options.reduction) if options.channel else None
        if options.spatial:
            self.dconv5_5 = depthwise(channels, (5, 5))
            self.dconv1_7 = depthwise(channels, (1, 7))
            self.dconv7_1 = depthwise(channels, (7, 1))
            self.dconv1_11 = depthwise(channels, (1, 11))
            self.dconv11_1 = depthwise(channels, (11, 1))
            self.dconv1_21 = depthwise(channels, (1, 21))
            self.dconv21_1 = depthwise(channels, (21, 1))
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        x = F.gelu(self.conv(x))
        if self.ca is not None:
            x = x * self.ca(x)
        y: Tensor = self.conv(self._spatial_gate(x) * x if self.options.spatial else x)
        return y

    def _spatial_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        base = self.dconv5_5(x)
        short = self.dconv7_1(self.dconv1_7(base))
        middle = self.dconv11_1(self.dconv1_11(base))
        long = self.dconv21_1(self.dconv1_21(base))
        gate: Tensor = self.conv(base + short + middle + long)
        return gate
