"""What SEAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SEAMOptions(Options):
    """The options of SEAM.

    Attributes:
        repeats: Depthwise and 1x1 convolutions, n of each.
        reduction: Divisor r of the channels: the hidden layer has C // r.
    """

    repeats: int = option(1, minimum=1)
    reduction: int = option(16, minimum=1)

    def params(self, channels: int) -> int:
        """Two convolutions with biases and two norms a repeat, and two layers without."""
        squeeze = 2 * channels * (channels // self.reduction)
        return self.repeats * (channels**2 + 15 * channels) + squeeze

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions at every position, two layers on one vector."""
        convolutions = self.repeats * (channels**2 + 9 * channels) * height * width
        return convolutions + 2 * channels * (channels // self.reduction)

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        return too_few_to_reduce(channels, self.reduction)
