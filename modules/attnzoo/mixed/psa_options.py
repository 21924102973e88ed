"""What PSA_p takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, too_few_to_normalize
from attnzoo.option import READINGS, option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ParallelOptions(Options):
    """The options of PSA_p.

    Attributes:
        reading: The softmax over positions, or over channels with a norm after the projection.
        channel: The channel mask.
        spatial: The position mask.
    """

    reading: str = option("code", choices=READINGS)
    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """Five 1x1 convolutions, C + 4 C m with m = C // 2; in the paper's reading also a norm."""
        norm = 2 * channels if self.reading == "paper" else 0
        up = channels * (channels // 2) + norm
        return self._projections(channels) + (up if self.channel else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Four convolutions and two products at every position, one convolution of a vector."""
        up = channels // 2 * channels if self.channel else 0
        return self._macs_per_position(channels) * height * width + up

    def wrong_channels(self, channels: int) -> str | None:
        """At least two."""
        if channels < 2:
            return f"channels={channels} cannot be halved"
        return all_off(channel=self.channel, spatial=self.spatial)

    def _projections(self, channels: int) -> int:
        """Weights of the convolutions to the masks' queries and values."""
        half = channels // 2
        by_channel = channels + channels * half if self.channel else 0
        return by_channel + (2 * channels * half if self.spatial else 0)

    def _macs_per_position(self, channels: int) -> int:
        products = channels // 2 * (self.channel + self.spatial)
        return self._projections(channels) + products


@dataclass(frozen=True, kw_only=True)
class SequentialOptions(ParallelOptions):
    """The options of PSA_s: those of PSA_p, whose costs it has too in the paper's reading."""

    def params(self, channels: int) -> int:
        """Four 1x1 convolutions C + 3 C m, and m -> h -> C with a norm on h = m // 4."""
        if self.reading == "paper":
            return super().params(channels)
        half, hidden = channels // 2, channels // 2 // 4
        up = (half + channels + 3) * hidden + channels
        return self._projections(channels) + (up if self.channel else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Four convolutions and two products at every position, one or two layers of a vector."""
        if self.reading == "paper":
            return super().macs(channels, height, width)
        half, hidden = channels // 2, channels // 2 // 4
        up = (half + channels) * hidden if self.channel else 0
        return self._macs_per_position(channels) * height * width + up

    def wrong_channels(self, channels: int) -> str | None:
        """For the channel mask enough for a norm over an eighth of them."""
        if self.reading == "code" and self.channel:
            return too_few_to_normalize(channels // 2 // 4, f"an eighth of channels={channels}")
        return super().wrong_channels(channels)
