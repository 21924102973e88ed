"""What SplAt takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible
from attnzoo.option import option
from attnzoo.options import Options

FEWEST_HIDDEN = 32


@dataclass(frozen=True, kw_only=True)
class SplatOptions(Options):
    """The options of split attention.

    Attributes:
        radix: Splits: convolutions, each of an equal share of the channels.
        reduction: Divisor r of the splits' channels: the hidden layer has radix C // r, or 32 if
            that is more.
    """

    radix: int = option(2, minimum=1)
    reduction: int = option(4, minimum=1)

    def params(self, channels: int) -> int:
        """Convolutions 9 C^2, three norms, and the squeeze to m channels and back to radix C."""
        wide, hidden = self.radix * channels, self.hidden(channels)
        squeeze = (channels + 1) * hidden + (hidden + 1) * wide
        return 9 * channels**2 + squeeze + 2 * (wide + hidden)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions at every position, and the squeeze on one vector."""
        squeeze = (1 + self.radix) * channels * self.hidden(channels)
        return 9 * channels**2 * height * width + squeeze

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by the splits."""
        return indivisible(channels, "radix", self.radix)

    def hidden(self, channels: int) -> int:
        """Hidden channels, m."""
        return max(FEWEST_HIDDEN, self.radix * channels // self.reduction)
