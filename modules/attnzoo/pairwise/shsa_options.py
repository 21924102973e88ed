"""What SHSA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SHSAOptions(Options):
    """The options of SHSA.

    Attributes:
        ratio: Share of the channels that attend: the first ratio C.
        keys: Channels of queries and keys.
    """

    ratio: float = option(0.25, minimum=0.0, maximum=1.0)
    keys: int = option(16, minimum=1)

    def params(self, channels: int) -> int:
        """Two convolutions and three norms: C^2 + 2 C + (p + 2) (2 keys + p) + 2 p."""
        attending = self.attending(channels)
        projected = 2 * self.keys + attending
        return channels**2 + 2 * channels + (attending + 2) * projected + 2 * attending

    def macs(self, channels: int, height: int, width: int) -> int:
        """Both convolutions, and two products over all pairs of positions."""
        attending, positions = self.attending(channels), height * width
        projections = channels**2 + attending * (2 * self.keys + attending)
        return projections * positions + (self.keys + attending) * positions**2

    def wrong_channels(self, channels: int) -> str | None:
        """Enough for one that attends."""
        if self.attending(channels) < 1:
            return f"channels={channels} at ratio={self.ratio:g} leaves no channel that attends"
        return None

    def attending(self, channels: int) -> int:
        """Channels that attend."""
        return int(channels * self.ratio)
