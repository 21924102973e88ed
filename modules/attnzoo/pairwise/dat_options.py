"""What DAT takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import DoesNotFit, even_kernel, indivisible
from attnzoo.option import option, part
from attnzoo.options import SizedOptions


@dataclass(frozen=True, kw_only=True)
class DATOptions(SizedOptions):
    """The options of DAT; its position bias needs the size of the map.

    Attributes:
        head_channels: Channels of a head.
        group_channels: Channels that look at the same places, one head or several.
        stride: Distance of the reference points.
        kernel_size: Side of the depthwise convolution that moves them; odd.
        offset_range: Farthest move, in halves of the distance of the reference points; by default
            any, up to the border of the map.
        position_bias: A learned bias for each displacement between a position and a place.
        offsets: The moves; without them there is no bias.
    """

    head_channels: int = option(32, minimum=1)
    group_channels: int = option(64, minimum=1)
    stride: int = option(2, minimum=1)
    kernel_size: int = option(5, minimum=1)
    offset_range: float | None = option(None, kind=float, minimum=0)
    position_bias: bool = option(True)
    offsets: bool = part()

    def params(self, channels: int) -> int:
        """Four 1x1 convolutions with bias, the small network of the offsets, and the table."""
        moving = self.group_channels * (self.kernel_size**2 + 5) if self.offsets else 0
        return 4 * channels**2 + 4 * channels + moving + self._table(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two 1x1 at each position and two at each place, the products, and the offsets."""
        positions, places = height * width, self.side(height) * self.side(width)
        convolutions = 2 * channels**2 * (positions + places)
        moving = (self.kernel_size**2 + 2) * channels * places if self.offsets else 0
        return convolutions + 2 * channels * positions * places + moving

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those of a group, which those of a head divide."""
        if self.group_channels % self.head_channels:
            return (
                f"group_channels={self.group_channels} is not divisible by "
                f"head_channels={self.head_channels}"
            )
        return even_kernel(self.kernel_size) or indivisible(
            channels, "group_channels", self.group_channels
        )

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least two positions a side, and two places where they are bounded."""
        del channels
        if min(height, width) < 2:
            return f"a {height}x{width} map has a side of 1, along which nothing can be displaced"
        places = self.side(height), self.side(width)
        fewest = 1 if self.offset_range is None else 2
        if min(places) < fewest:
            return (
                f"stride={self.stride} leaves {places[0]}x{places[1]} places of a "
                f"{height}x{width} map, of which offsets need {fewest} a side"
            )
        return None

    @property
    def biased(self) -> bool:
        """Whether there is a table of position biases."""
        return self.position_bias and self.offsets

    @property
    def padding(self) -> int:
        """Padding of the convolution that moves the places: none where it tiles the map."""
        return 0 if self.kernel_size == self.stride else self.kernel_size // 2

    def side(self, length: int) -> int:
        """Places along a side of the map."""
        return (length + 2 * self.padding - self.kernel_size) // self.stride + 1

    def table_size(self) -> tuple[int, int]:
        """Displacements along each side; raises `DoesNotFit` where the size is missing."""
        if self.size is None:
            raise DoesNotFit(
                "the map has no size, and the position bias has a weight for each displacement",
                "pass size=(height, width), or position_bias=off",
            )
        return 2 * self.size[0] - 1, 2 * self.size[1] - 1

    def _table(self, channels: int) -> int:
        if not self.biased:
            return 0
        height, width = self.table_size()
        return channels // self.head_channels * height * width
