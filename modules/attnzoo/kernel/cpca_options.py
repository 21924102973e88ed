"""What CPCA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options

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
