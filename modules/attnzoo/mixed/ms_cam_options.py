"""What MS-CAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, too_few_to_reduce
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class MSCAMOptions(Options):
    """The options of MS-CAM.

    Attributes:
        reduction: Divisor r of the channels: the hidden layers have C // r.
        local: The branch of each position; without it y = x * sigmoid(g).
        pooled: The branch of the whole map; without it y = x * sigmoid(l).
    """

    reduction: int = option(4, minimum=1)
    local: bool = part()
    pooled: bool = part()

    def params(self, channels: int) -> int:
        """For each branch two 1x1 convolutions and two norms: 2 C m + 3 m + 3 C."""
        hidden = channels // self.reduction
        return (self.local + self.pooled) * (2 * channels * hidden + 3 * hidden + 3 * channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two convolutions at every position, and two of one vector."""
        positions = height * width * self.local + self.pooled
        return 2 * channels * (channels // self.reduction) * positions

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        reason = all_off(local=self.local, pooled=self.pooled)
        return reason or too_few_to_reduce(channels, self.reduction)
