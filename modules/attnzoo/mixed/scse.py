"""Concurrent squeeze-and-excitation: a gate of the channels and a gate of the positions, at once.

Source: Roy, Navab, Wachinger, MICCAI 2018, arXiv:1803.02579.
Code: ai-med/squeeze_and_excitation, squeeze_and_excitation/squeeze_and_excitation.py, at acdd26e7.
Differs: fewer than `reduction` channels are refused. The code keeps the larger of the two products,
    so that a value below zero gets the smaller gate; the paper adds them, which is `fusion="add"`.
    The module of that name in segmentation_models.pytorch is reduction=16 and fusion="add". The
    code has each gate alone as a class of its own.
"""

from functools import reduce
from operator import add

import torch
from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.mixed.scse_options import SCSEOptions
from attnzoo.options import takes
from attnzoo.pooling import mean

FUSIONS = {"max": torch.maximum, "add": add}


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
