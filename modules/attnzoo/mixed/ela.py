"""Efficient local attention: a gate for each row and each column by one 1-d convolution.

Source: Xu, Wan, 2024, arXiv:2403.01123.
Code: none of the authors; the paper's listing, on which all public copies agree.
Differs: nothing; channels that do not split into the groups of a preset are refused by name. Rows
    alone and columns alone are our definition, after those of coordinate attention.
"""

from functools import reduce
from operator import mul

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.mixed.ela_options import PRESETS, ELAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class EfficientLocalAttention(Gate):
    """Weighs each value by a gate of its row and a gate of its column, both of the same weights.

    y = x * sigmoid(GN(conv1d(mean_w x))) * sigmoid(GN(conv1d(mean_h x))): unlike in coordinate
    attention no channels are reduced, and the strips do not meet before the product.

    Raises:
        DoesNotFit: if the norm's groups (32 of "tiny", else 16) do not divide `channels`, or
            neither gate would be left; from `forward` where a norm group would hold one value.
    """

    @takes(ELAOptions)
    def __init__(self, channels: int, options: ELAOptions) -> None:
        super().__init__()
        self.options = options
        preset = PRESETS[options.preset]
        self.conv = nn.Conv1d(
            channels,
            channels,
            preset.kernel,
            padding=preset.kernel // 2,
            groups=preset.share(channels),
            bias=False,
        )
        self.gn = nn.GroupNorm(preset.norm_groups, channels)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of one axis alone (B, C, H, 1) or (B, C, 1, W)."""
        return reduce(mul, self._gates(x))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return reduce(mul, self._gates(x), x)

    def _gates(self, x: Tensor) -> list[Tensor]:
        """(B, C, H, W) -> those switched on of (B, C, H, 1) and (B, C, 1, W)."""
        self.options.require(*x.shape[1:])
        gates = []
        if self.options.rows:
            gates.append(self._strip(mean(x, 3)).unsqueeze(3))
        if self.options.columns:
            gates.append(self._strip(mean(x, 2)).unsqueeze(2))
        return gates

    def _strip(self, x: Tensor) -> Tensor:
        """(B, C, L) -> (B, C, L)."""
        gate: Tensor = self.gn(self.conv(x)).sigmoid()
        return gate
