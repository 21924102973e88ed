"""What CAFM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible
from attnzoo.option import option, part
from attnzoo.options import Options

TAPS = 9
"""Maps into which the convolution path turns the heads: the positions of a 3x3 window."""


@dataclass(frozen=True, kw_only=True)
class CAFMOptions(Options):
    """The options of CAFM.

    Attributes:
        heads: Groups of channels that attend to each other.
        by_position: Convolve slices of each position; off as the code, which mixes positions.
        local: The convolution path.
    """

    heads: int = option(4, minimum=1)
    by_position: bool = option(False)
    local: bool = part()

    def params(self, channels: int) -> int:
        """Two 1x1 and one 3x3x3 convolution, a scale for each head; two convolutions of a path."""
        attention = 4 * channels**2 + 81 * channels + self.heads
        if not self.local:
            return attention
        return attention + (3 * self.heads + 1) * TAPS + (27 * TAPS + 1) * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """At every position the convolutions, and two products between the channels of a head."""
        attention = 4 * channels**2 + 27 * channels + 2 * channels**2 // self.heads
        local = (3 * TAPS + 9 * TAPS) * channels if self.local else 0
        return (attention + local) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by heads."""
        return indivisible(channels, "heads", self.heads)
