"""Global attention mechanism: CBAM's two gates without pooling.

Source: Liu, Shao, Hoffmann, 2021, arXiv:2112.05561.
Code: none of the authors is known; names as in the public copies, which agree on them.
Differs: most public copies leave out the sigmoid of the channel gate that the paper's figure has:
    channel_sigmoid=False. The paper's grouped convolutions for ResNet-50 are groups=4. The paper
    compares each gate alone with both; the copies have no switch for it.
"""

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from attnzoo.gate import ChainedGate
from attnzoo.mixed.gam_options import GAMOptions
from attnzoo.options import takes


class GlobalAttentionMechanism(ChainedGate):
    """Weighs each value by a two-layer gate over its position's channels, then by two convolutions.

    u = x * sigmoid(mlp(x)), at each position;
    y = u * sigmoid(BN(conv7x7(relu(BN(conv7x7(u)))))), with C // reduction channels between
    both layers and between both convolutions. With several `groups` the channels of the second
    gate are shuffled among the groups before it multiplies u. Without the first gate u = x,
    without the second y = u.

    Raises:
        DoesNotFit: if no hidden channel, or neither gate, would be left, or `groups` does not
            divide `channels` and the hidden channels.
    """

    @takes(GAMOptions)
    def __init__(self, channels: int, options: GAMOptions) -> None:
        super().__init__()
        self.options = options
        hidden, groups = channels // options.reduction, options.groups
        if options.channel:
            self.channel_attention = nn.Sequential(
                nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels)
            )
        if options.spatial:
            self.spatial_attention = nn.Sequential(
                nn.Conv2d(channels, hidden, 7, padding=3, groups=groups),
                nn.BatchNorm2d(hidden),
                nn.ReLU(),
                nn.Conv2d(hidden, channels, 7, padding=3, groups=groups),
                nn.BatchNorm2d(channels),
            )

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """Both (B, C, H, W)."""
        options = self.options
        switched = ((options.channel, self._channel_gate), (options.spatial, self._spatial_gate))
        return [gate for on, gate in switched if on]

    def _channel_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        gate: Tensor = self.channel_attention(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return gate.sigmoid() if self.options.channel_sigmoid else gate

    def _spatial_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        gate: Tensor = self.spatial_attention(x).sigmoid()
        groups = self.options.groups
        return gate if groups == 1 else nn.functional.channel_shuffle(gate, groups)
