"""What Triplet takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off
from attnzoo.option import part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class TripletOptions(Options):
    """The options of triplet attention.

    Attributes:
        channel: The channel-width and the height-channel branch.
        spatial: The height-width branch.
    """

    channel: bool = part()
    spatial: bool = part()

    def params(self, channels: int) -> int:
        """One 7x7 convolution of two maps and one BatchNorm per branch: 300."""
        del channels
        return (200 if self.channel else 0) + (100 if self.spatial else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """A 7x7 convolution of two maps in each plane."""
        crossed = channels * (height + width) if self.channel else 0
        return 98 * (crossed + (height * width if self.spatial else 0))

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the branches."""
        del channels
        return all_off(channel=self.channel, spatial=self.spatial)
