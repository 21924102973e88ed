"""What GAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, indivisible, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options


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
