"""Global attention mechanism: CBAM's two gates without pooling.

Source: Liu, Shao, Hoffmann, 2021, arXiv:2112.05561.
Code: none of the authors is known; names as in the public copies, which agree on them.
Differs: most public copies leave out the sigmoid of the channel gate that the paper's figure has:
    channel_sigmoid=False. The paper's grouped convolutions for ResNet-50 are groups=4. The paper
    compares each gate alone with both; the copies have no switch for it.
"""

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from attnzoo.fit import all_off, indivisible, require, too_few_to_reduce
from attnzoo.gate import ChainedGate


def gam_params(
    channels: int,
    *,
    reduction: int = 4,
    groups: int = 1,
    channel_sigmoid: bool = True,
    channel: bool = True,
    spatial: bool = True,
) -> int:
    """Two linear layers, two 7x7 convolutions, two norms: 2 C m + 98 C m / g + 4 m + 4 C."""
    del channel_sigmoid
    hidden = channels // reduction
    layers = 2 * channels * hidden + hidden + channels if channel else 0
    if not spatial:
        return layers
    return layers + 98 * channels * hidden // groups + 3 * (hidden + channels)


def gam_macs(
    channels: int,
    height: int,
    width: int,
    *,
    reduction: int = 4,
    groups: int = 1,
    channel_sigmoid: bool = True,
    channel: bool = True,
    spatial: bool = True,
) -> int:
    """Both layers and both convolutions at every position."""
    del channel_sigmoid
    pairs = channels * (channels // reduction)
    everywhere = (2 * pairs if channel else 0) + (98 * pairs // groups if spatial else 0)
    return everywhere * height * width


def gam_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    reduction: int = 4,
    groups: int = 1,
    channel_sigmoid: bool = True,
    channel: bool = True,
    spatial: bool = True,
) -> str | None:
    """Any map; at least `reduction` channels; for the spatial gate all divisible by groups."""
    del height, width, channel_sigmoid
    reason = too_few_to_reduce(channels, reduction) or all_off(channel=channel, spatial=spatial)
    if reason is not None or not spatial:
        return reason
    hidden = channels // reduction
    reason = indivisible(channels, "groups", groups)
    if reason is None and hidden % groups:
        return f"{hidden} hidden channels are not divisible by groups={groups}"
    return reason


class GlobalAttentionMechanism(ChainedGate):
    """Weighs each value by a two-layer gate over its position's channels, then by two convolutions.

    u = x * sigmoid(mlp(x)), at each position;
    y = u * sigmoid(BN(conv7x7(relu(BN(conv7x7(u)))))), with C // reduction channels between
    both layers and between both convolutions.

    Args:
        channels: Channels of the map.
        reduction: How many times fewer hidden channels there are.
        groups: Number of groups of both convolutions; where there are several, the channels of the
            second gate are shuffled among them.
        channel_sigmoid: Whether the first gate has its sigmoid.
        channel: Whether the first gate is there; without it u = x.
        spatial: Whether the second gate is there; without it y = u.

    Raises:
        DoesNotFit: if no hidden channel, or neither gate, would be left, or `groups` does not
            divide `channels` and the hidden channels.
    """

    def __init__(
        self,
        channels: int,
        *,
        reduction: int = 4,
        groups: int = 1,
        channel_sigmoid: bool = True,
        channel: bool = True,
        spatial: bool = True,
    ) -> None:
        super().__init__()
        require(
            gam_fits,
            channels,
            reduction=reduction,
            groups=groups,
            channel=channel,
            spatial=spatial,
        )
        self.groups = groups
        self.channel_sigmoid = channel_sigmoid
        self.channel = channel
        self.spatial = spatial
        hidden = channels // reduction
        if channel:
            self.channel_attention = nn.Sequential(
                nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels)
            )
        if spatial:
            self.spatial_attention = nn.Sequential(
                nn.Conv2d(channels, hidden, 7, padding=3, groups=groups),
                nn.BatchNorm2d(hidden),
                nn.ReLU(),
                nn.Conv2d(hidden, channels, 7, padding=3, groups=groups),
                nn.BatchNorm2d(channels),
            )

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """Both (B, C, H, W)."""
        switched = ((self.channel, self._channel_gate), (self.spatial, self._spatial_gate))
        return [gate for on, gate in switched if on]

    def _channel_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        gate: Tensor = self.channel_attention(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return gate.sigmoid() if self.channel_sigmoid else gate

    def _spatial_gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        gate: Tensor = self.spatial_attention(x).sigmoid()
        return gate if self.groups == 1 else nn.functional.channel_shuffle(gate, self.groups)
