"""What CBAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class CBAMOptions(Options):
    """The options of CBAM.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
        channel: The channel gate.
        spatial: The spatial gate.
    """

    reduction: int = option(16, minimum=1)
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """The two-layer gate with biases, 7x7x2 + 2 of the spatial gate: 2 C m + m + C + 100."""
        hidden = channels // self.reduction
        by_channel = (2 * channels + 1) * hidden + channels if self.channel else 0
        return by_channel + (100 if self.spatial else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The two-layer gate on the mean and the maximum, and the 7x7 convolution of two maps."""
        by_channel = 4 * channels * (channels // self.reduction) if self.channel else 0
        return by_channel + (98 * height * width if self.spatial else 0)

    def wrong_channels(self, channels: int) -> str | None:
        """For the channel gate at least `reduction`."""
        if not self.channel:
            return all_off(channel=self.channel, spatial=self.spatial)
        return too_few_to_reduce(channels, self.reduction)
