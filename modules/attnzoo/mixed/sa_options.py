"""What SA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off, indivisible
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SAOptions(Options):
    """The options of SA.

    Attributes:
        groups: Number of groups, which share one set of parameters.
        channel: The gate of the first half; without it a' = a.
        spatial: The gate of the second half; without it b' = b.
        shuffle: The shuffle of the channels.
    """

    groups: int = option(64, minimum=1)
    channel: bool = part()
    spatial: bool = part()
    shuffle: bool = part()

    def params(self, channels: int) -> int:
        """Six values for each channel of half a group, shared by the groups: 6 C / 2G."""
        return (2 * self.channel + 4 * self.spatial) * (channels // (2 * self.groups))

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by twice the groups."""
        reason = indivisible(channels, "2*groups", 2 * self.groups)
        if reason is not None:
            return f"{reason}, groups={self.groups}: each group needs two equal halves"
        return all_off(channel=self.channel, spatial=self.spatial)
