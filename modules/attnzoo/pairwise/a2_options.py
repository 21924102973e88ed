"""What A2 takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class A2Options(Options):
    """The options of A2.

    Attributes:
        reduction: Divisor r of the channels: there are C // r maps.
        expand: Gather as few channels as maps, expand them and add the map, as the paper does.
    """

    reduction: int = option(4, minimum=1)
    expand: bool = option(False)

    def params(self, channels: int) -> int:
        """1x1 convolutions: one to the gathered channels, two to the maps, perhaps one back."""
        maps, gathered = self.maps(channels), self.gathered(channels)
        back = (gathered + 1) * channels if self.expand else 0
        return (channels + 1) * (gathered + 2 * maps) + back

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions, and two products between the gathered channels and the maps."""
        maps, gathered = self.maps(channels), self.gathered(channels)
        back = gathered * channels if self.expand else 0
        return (channels * (gathered + 2 * maps) + 2 * gathered * maps + back) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Enough for two attention maps, since a softmax over one is constant."""
        maps = self.maps(channels)
        if maps < 2:
            origin = f"channels={channels} at reduction={self.reduction}"
            return f"{origin} leaves {maps} of the two attention maps that a softmax needs"
        return None

    def maps(self, channels: int) -> int:
        """Attention maps."""
        return channels // self.reduction

    def gathered(self, channels: int) -> int:
        """Channels of each gathered vector."""
        return self.maps(channels) if self.expand else channels
