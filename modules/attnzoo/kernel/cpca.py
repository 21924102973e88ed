"""Channel prior convolutional attention: a channel gate, then a gate of depthwise strips.

Source: Huang, Chen, Zou, Lu, Chen, 2023, arXiv:2306.05196.
Code: Cuthbert-Huang/CPCANet, CPCANet/nnunet/network_architecture/CPCANet.py, at 550b49a9.
Differs: fewer than `reduction` channels are refused; the code fails there. What remains without one
    of the two gates is our definition.
"""

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options, takes
from attnzoo.parts import depthwise
from attnzoo.pooling import mean

STRIPS = (7, 11, 21)
"""Lengths of the three pairs of strips."""


@dataclass(frozen=True, kw_only=True)
class CPCAOptions(Options):
    """The options of CPCA.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
        channel: The channel gate.
        spatial: The gate of depthwise strips.
    """

    reduction: int = option(4, minimum=1)
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """A 1x1, the two-layer gate, a depthwise 5x5 and six strips: C^2 + 2 C m + m + 112 C."""
        hidden = channels // self.reduction
        layers = (2 * channels + 1) * hidden + channels if self.channel else 0
        strips = 110 * channels if self.spatial else 0
        return channels**2 + channels + layers + strips

    def macs(self, channels: int, height: int, width: int) -> int:
        """At each position the 1x1 three times, the 5x5 and the strips; the gate's layers twice."""
        strips = channels**2 + (25 + 2 * sum(STRIPS)) * channels if self.spatial else 0
        layers = 4 * channels * (channels // self.reduction) if self.channel else 0
        return (2 * channels**2 + strips) * height * width + layers

    def wrong_channels(self, channels: int) -> str | None:
        """For the channel gate at least `reduction`."""
        if not self.channel:
            return all_off(channel=self.channel, spatial=self.spatial)
        return too_few_to_reduce(channels, self.reduction)


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
