"""Convolutional block attention: a channel gate, then a spatial gate.

Source: Woo, Park, Lee, Kweon, ECCV 2018, arXiv:1807.06521.
Code: Jongchan/attention-module, MODELS/cbam.py, at 459efad0.
Differs: fewer than `reduction` channels are refused. As in the code, and unlike the paper, the
    spatial convolution is followed by BatchNorm and sees the maximum before the mean. The code can
    leave out the spatial gate, as the paper's ablation does; the spatial gate alone is our
    definition.
"""

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from attnzoo.gate import ChainedGate
from attnzoo.mixed.cbam_options import CBAMOptions
from attnzoo.options import takes
from attnzoo.parts import ConvNorm, max_and_mean
from attnzoo.pooling import mean


class _ChannelGate(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(
            nn.Flatten(), nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate (B, C, 1, 1)."""
        largest = x.flatten(2).max(2).values
        gate: Tensor = (self.mlp(mean(x, (2, 3))) + self.mlp(largest)).sigmoid()
        return gate[:, :, None, None]


class _SpatialGate(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.spatial = ConvNorm()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate (B, 1, H, W)."""
        gate: Tensor = self.spatial(max_and_mean(x, dim=1)).sigmoid()
        return gate


class CBAM(ChainedGate):
    """Weighs channels by a gate over their mean and maximum, then positions by a 7x7 convolution.

    u = x * sigmoid(mlp(mean_hw x) + mlp(max_hw x)), equation 2;
    y = u * sigmoid(BN(conv7x7([max_c u; mean_c u]))), equation 3.

    Raises:
        DoesNotFit: if no hidden channel, or neither gate, would be left.
    """

    @takes(CBAMOptions)
    def __init__(self, channels: int, options: CBAMOptions) -> None:
        super().__init__()
        hidden = channels // options.reduction
        # Named as in the authors' state dict.
        self.ChannelGate = _ChannelGate(channels, hidden) if options.channel else None
        self.SpatialGate = _SpatialGate() if options.spatial else None

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """First (B, C, 1, 1), then (B, 1, H, W)."""
        return [gate for gate in (self.ChannelGate, self.SpatialGate) if gate is not None]
