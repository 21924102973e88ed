"""Concurrent squeeze-and-excitation: a gate of the channels and a gate of the positions, at once.

Source: Roy, Navab, Wachinger, MICCAI 2018, arXiv:1803.02579.
Code: ai-med/squeeze_and_excitation, squeeze_and_excitation/squeeze_and_excitation.py, at acdd26e7.
Differs: fewer than `reduction` channels are refused. The code keeps the larger of the two products,
    so that a value below zero gets the smaller gate; the paper adds them, which is `fusion="add"`.
    The module of that name in segmentation_models.pytorch is reduction=16 and fusion="add". The
    code has each gate alone as a class of its own.
"""

from dataclasses import dataclass
from functools import reduce
from operator import add

import torch
from torch import Tensor, nn

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.gate import Gate
from attnzoo.option import option, part
from attnzoo.options import Options, takes
from attnzoo.pooling import mean

FUSIONS = {"max": torch.maximum, "add": add}


@dataclass(frozen=True, kw_only=True)
class SCSEOptions(Options):
    """The options of scSE.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
        fusion: How the two products meet: max as the code, add as the paper.
        channel: The gate of the channels (cSE).
        spatial: The gate of the positions (sSE).
    """

    reduction: int = option(2, minimum=1)
    fusion: str = option("max", choices=tuple(FUSIONS))
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """Two layers with biases, 2 C m + m + C, and a 1x1 convolution to one map, C + 1."""
        hidden = channels // self.reduction
        by_channel = (2 * channels + 1) * hidden + channels if self.channel else 0
        return by_channel + (channels + 1 if self.spatial else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two layers on one vector, and one convolution at every position."""
        by_channel = 2 * channels * (channels // self.reduction) if self.channel else 0
        return by_channel + (channels * height * width if self.spatial else 0)

    def wrong_channels(self, channels: int) -> str | None:
        """For the gate of the channels at least `reduction`."""
        if not self.channel:
            return all_off(channel=self.channel, spatial=self.spatial)
        return too_few_to_reduce(channels, self.reduction)


class _ChannelGate(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels, hidden)
        self.fc2 = nn.Linear(hidden, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate (B, C, 1, 1)."""
        gate: Tensor = self.fc2(self.fc1(mean(x, (2, 3))).relu()).sigmoid()
        return gate[:, :, None, None]


class _PositionGate(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate (B, 1, H, W)."""
        gate: Tensor = self.conv(x).sigmoid()
        return gate


class ConcurrentSqueezeExcitation(Gate):
    """Weighs the map by channels and by positions, and keeps the larger value of the two.

    y = max(x * c, x * p), with c = sigmoid(W2 relu(W1 mean_hw(x))) and p = sigmoid(conv1x1(x)); the
    paper has their sum.

    Raises:
        DoesNotFit: if no hidden channel, or neither gate, would be left.
    """

    @takes(SCSEOptions)
    def __init__(self, channels: int, options: SCSEOptions) -> None:
        super().__init__()
        self.fusion = options.fusion
        # Named as in the authors' state dict.
        hidden = channels // options.reduction
        self.cSE = _ChannelGate(channels, hidden) if options.channel else None
        self.sSE = _PositionGate(channels) if options.spatial else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of one part alone (B, C, 1, 1) or (B, 1, H, W)."""
        gates = self._gates(x)
        if len(gates) == 1:
            return gates[0]
        if self.fusion == "add":
            return gates[0] + gates[1]
        return torch.where(x < 0, torch.minimum(*gates), torch.maximum(*gates))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return reduce(FUSIONS[self.fusion], [x * gate for gate in self._gates(x)])

    def _gates(self, x: Tensor) -> list[Tensor]:
        return [part(x) for part in (self.cSE, self.sSE) if part is not None]
