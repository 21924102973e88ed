"""What LKA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off
from attnzoo.option import part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class LKAOptions(Options):
    """The options of LKA.

    Attributes:
        local: The 5x5 convolution.
        dilated: The dilated 7x7 convolution.
        pointwise: The 1x1 convolution.
    """

    local: bool = part()
    dilated: bool = part()
    pointwise: bool = part()

    def params(self, channels: int) -> int:
        """Depthwise 5x5 and 7x7 and a 1x1 convolution, all with bias: C^2 + 77 C."""
        depthwise = 26 * self.local + 50 * self.dilated
        return channels * (depthwise + (channels + 1) * self.pointwise)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The three convolutions at every position."""
        depthwise = 25 * self.local + 49 * self.dilated
        return channels * (depthwise + channels * self.pointwise) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the convolutions."""
        del channels
        return all_off(local=self.local, dilated=self.dilated, pointwise=self.pointwise)
