"""What SCSA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, indivisible
from attnzoo.option import option, part
from attnzoo.options import Options

WHOLE_MAP = -1


@dataclass(frozen=True, kw_only=True)
class SCSAOptions(Options):
    """The options of SCSA.

    Attributes:
        heads: Heads of the channel attention.
        window: Side of the pooling before the channel attention; -1 is the whole map.
        channel: The channel attention (PCSA); without it y = s.
        spatial: The gates of rows and columns (SMSA); without them s = x.
    """

    heads: int = option(1, minimum=1)
    window: int = option(7, minimum=WHOLE_MAP)
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """Strips of 3, 5, 7, 9 on quarters (7 C), three norms (6 C), q, k and v (3 C)."""
        return (11 * channels if self.spatial else 0) + (5 * channels if self.channel else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The strips' convolutions, and attention over channels whose tokens are the windows."""
        strips = 6 * channels * (height + width) if self.spatial else 0
        if not self.channel:
            return strips
        whole = self.window == WHOLE_MAP
        windows = 1 if whole else (height // self.window) * (width // self.window)
        attention = 2 * channels * (channels // self.heads) * windows
        return strips + 3 * channels * windows + attention

    def wrong_channels(self, channels: int) -> str | None:
        """For the spatial part divisible by 4, for the channel part by heads."""
        if self.spatial and channels % 4:
            return f"channels={channels} is not divisible by 4, the number of scales"
        if not self.channel:
            return all_off(channel=self.channel, spatial=self.spatial)
        if self.window == 0:
            return f"window=0 is neither positive nor {WHOLE_MAP}, the whole map"
        return indivisible(channels, "heads", self.heads)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """For the channel part at least `window` a side."""
        del channels
        if self.channel and min(height, width) < self.window:
            return f"a {height}x{width} map is smaller than window={self.window}"
        return None
