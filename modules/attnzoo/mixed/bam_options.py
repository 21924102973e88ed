"""What BAM takes and costs, without torch."""

from dataclasses import dataclass
from operator import add, mul

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options

FUSIONS = {"multiply": mul, "add": add}


@dataclass(frozen=True, kw_only=True)
class BAMOptions(Options):
    """The options of BAM.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
        dilation: Dilation of the 3x3 convolutions.
        fusion: How the branches meet: multiply as the code, add as the paper.
        channel: The channel branch; the spatial one alone is y = x * (1 + sigmoid(s)).
        spatial: The spatial branch; the channel one alone is y = x * (1 + sigmoid(c)).
    """

    reduction: int = option(16, minimum=1)
    dilation: int = option(4, minimum=1)
    fusion: str = option("multiply", choices=tuple(FUSIONS))
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """Two layers and a norm, four convolutions and three norms.

        3 C m + 18 m^2 + 13 m + C + 1 with m = C // r.
        """
        hidden = channels // self.reduction
        by_channel = 2 * channels * hidden + 3 * hidden + channels if self.channel else 0
        by_position = channels * hidden + 18 * hidden**2 + 10 * hidden + 1 if self.spatial else 0
        return by_channel + by_position

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two layers on one vector; two 1x1 and two dilated 3x3 convolutions at every position."""
        hidden = channels // self.reduction
        by_channel = 2 * channels * hidden if self.channel else 0
        by_position = channels * hidden + 18 * hidden**2 + hidden if self.spatial else 0
        return by_channel + by_position * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        reason = all_off(channel=self.channel, spatial=self.spatial)
        return reason or too_few_to_reduce(channels, self.reduction)
