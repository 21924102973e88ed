"""What MCA takes and costs, without torch."""

from dataclasses import dataclass
from math import log2

from attnzoo.fit import all_off
from attnzoo.option import part
from attnzoo.options import Options

SPATIAL_KERNEL = 3


def channel_kernel(channels: int) -> int:
    """The code's kernel along C channels: |(log2(C) - 1) / 1.5|, rounded, and odd or one less."""
    kernel = round(abs((log2(channels) - 1) / 1.5))
    return max(1, kernel if kernel % 2 else kernel - 1)


@dataclass(frozen=True, kw_only=True)
class MCAOptions(Options):
    """The options of MCA.

    Attributes:
        rows: The gate along the height.
        columns: The gate along the width.
        channel: The gate along the channels.
    """

    rows: bool = part()
    columns: bool = part()
    channel: bool = part()

    def params(self, channels: int) -> int:
        """A kernel and two weights for each axis: 12 + k."""
        spatial = (2 + SPATIAL_KERNEL) * (self.rows + self.columns)
        return spatial + (2 + channel_kernel(channels) if self.channel else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """A kernel at each place of each axis."""
        spatial = SPATIAL_KERNEL * (height * self.rows + width * self.columns)
        return spatial + (channels * channel_kernel(channels) if self.channel else 0)

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the gates."""
        del channels
        return all_off(rows=self.rows, columns=self.columns, channel=self.channel)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least two values for each place of an axis."""
        pooled = {
            "row": (self.rows, channels * width),
            "column": (self.columns, channels * height),
            "channel": (self.channel, height * width),
        }
        for name, (on, count) in pooled.items():
            if on and count < 2:
                return (
                    f"a {channels}x{height}x{width} map has a single value in a {name}, whose "
                    "deviation is not defined"
                )
        return None
