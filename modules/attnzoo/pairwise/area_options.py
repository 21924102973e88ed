"""What Area takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible
from attnzoo.option import option, part
from attnzoo.options import Options

AROUND = 5
"""Side of the kernel that adds the values around each position."""


@dataclass(frozen=True, kw_only=True)
class AreaOptions(Options):
    """The options of area attention.

    Attributes:
        area: Runs into which the positions are cut, row by row; 1 is the whole map.
        head_channels: Channels of a head.
        position: The depthwise convolution of the values, which tells positions apart.
    """

    area: int = option(4, minimum=1)
    head_channels: int = option(32, minimum=1)
    position: bool = part()

    def params(self, channels: int) -> int:
        """Four 1x1 kernels with norms, and a depthwise one: 4 C^2 + 8 C, and 27 C."""
        around = (AROUND**2 + 2) * channels if self.position else 0
        return 4 * channels**2 + 8 * channels + around

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions, and two products over all pairs of positions of a run."""
        positions = height * width
        around = AROUND**2 * channels if self.position else 0
        pairs = positions**2 // self.area
        return (4 * channels**2 + around) * positions + 2 * channels * pairs

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those of a head."""
        return indivisible(channels, "head_channels", self.head_channels)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """Divisible into runs of equal length."""
        del channels
        positions = height * width
        if positions % self.area:
            return (
                f"the {positions} positions of a {height}x{width} map are not divisible by "
                f"area={self.area}"
            )
        return None
