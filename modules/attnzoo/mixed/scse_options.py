"""What scSE takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options


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
    fusion: str = option("max", choices=("max", "add"))
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
