"""Global attention mechanism: CBAM's two gates without pooling.

Source: Liu, Shao, Hoffmann, 2021, arXiv:2112.05561.
Code: none of the authors is known; names as in the public copies, which agree on them.
Differs: most public copies leave out the sigmoid of the channel gate that the paper's figure has:
    channel_sigmoid=False. The paper's grouped convolutions for ResNet-50 are groups=4. The paper
    compares each gate alone with both; the copies have no switch for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor, nn

from attnzoo.fit import all_off, indivisible, too_few_to_reduce
from attnzoo.gate import ChainedGate
from attnzoo.option import option, part
from attnzoo.options import Options, takes


@dataclass(frozen=True, kw_only=True)
class GAMOptions(Options):
    """The options of GAM.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
        groups: Groups of both convolutions, among which the second gate is shuffled.
        channel_sigmoid: Sigmoid of the first gate.
        channel: The first gate, over the channels of a position.
        spatial: The second gate, of two convolutions.
    """

    reduction: int = option(4, minimum=1)
    groups: int = option(1, minimum=1)
    channel_sigmoid: bool = option(True)
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """Two linear layers, two 7x7 convolutions, two norms: 2 C m + 98 C m / g + 4 m + 4 C."""
        hidden = channels // self.reduction
        layers = 2 * channels * hidden + hidden + channels if self.channel else 0
        if not self.spatial:
            return layers
        return layers + 98 * channels * hidden // self.groups + 3 * (hidden + channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Both layers and both convolutions at every position."""
        pairs = channels * (channels // self.reduction)
        layers = 2 * pairs if self.channel else 0
        convolutions = 98 * pairs // self.groups if self.spatial else 0
        return (layers + convolutions) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`; for the spatial gate all divisible by groups."""
        reason = too_few_to_reduce(channels, self.reduction)
        reason = reason or all_off(channel=self.channel, spatial=self.spatial)
        if reason is not None or not self.spatial:
            return reason
        hidden = channels // self.reduction
        reason = indivisible(channels, "groups", self.groups)
        if reason is None and hidden % self.groups:
            return f"{hidden} hidden channels are not divisible by groups={self.groups}"
        return reason


class GlobalAttentionMechanism(ChainedGate):
    """Weighs each value by a two-layer gate over its position's channels, then by two convolutions.

    u = x * sigmoid(mlp(x)), at each position;
    y = u * sigmoid(BN(conv7x7(relu(BN(conv7x7(u)))))), with C // reduction channels between
    both layers and between both convolutions. Without the first gate u = x, without the second
    y = u.

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
