"""What BRA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import Size, indivisible
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class BRAOptions(Options):
    """The options of BRA.

    Attributes:
        heads: Heads of the attention; all of them attend to the same regions.
        windows: Regions a side; more where it does not divide the side of the map.
        topk: Regions to which the queries of a region attend.
        kernel_size: Side of the depthwise kernel over the values.
        position: The depthwise convolution of the values, added to what attention gives.
    """

    heads: int = option(8, minimum=1)
    windows: int = option(7, minimum=1)
    topk: int = option(4, minimum=1)
    kernel_size: int = option(3, choices=(3, 5, 7))
    position: bool = part()

    def params(self, channels: int) -> int:
        """Two 1x1 convolutions of 3 C and C channels, and a depthwise one."""
        around = (self.kernel_size**2 + 1) * channels if self.position else 0
        return 4 * channels**2 + 4 * channels + around

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions, scores of all pairs of regions, two products with the kept ones."""
        down, across = self.region(height, width)
        regions = self.regions(height, width)
        around = self.kernel_size**2 * channels if self.position else 0
        convolutions = (4 * channels**2 + around) * height * width
        attention = 2 * regions * self.topk * (down * across) ** 2
        return convolutions + (regions**2 + attention) * channels

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by heads."""
        return indivisible(channels, "heads", self.heads)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least a position for each window, and as many regions as are kept."""
        del channels
        if min(height, width) < self.windows:
            return f"a {height}x{width} map is smaller than windows={self.windows} regions a side"
        regions = self.regions(height, width)
        if regions < self.topk:
            return f"a {height}x{width} map has {regions} regions, fewer than topk={self.topk}"
        return None

    def region(self, height: int, width: int) -> Size:
        """Height and width of a region."""
        return height // self.windows, width // self.windows

    def regions(self, height: int, width: int) -> int:
        """How many regions cover the map."""
        down, across = self.region(height, width)
        return -(-height // down) * -(-width // across)
