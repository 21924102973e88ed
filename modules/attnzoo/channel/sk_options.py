"""What SK takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible, too_few_to_reduce
from attnzoo.option import READINGS, option
from attnzoo.options import Options

FEWEST_HIDDEN = 32
"""The paper's L: it squeezes to no fewer channels."""


@dataclass(frozen=True, kw_only=True)
class SKOptions(Options):
    """The options of SK.

    Attributes:
        groups: Groups of the second convolution; paper: of both.
        reduction: Divisor r of the channels: the hidden layer has C // r.
        reading: A dense and a grouped 3x3 convolution, or two grouped ones with the second dilated.
    """

    groups: int = option(32, minimum=1)
    reduction: int = option(16, minimum=1)
    reading: str = option("code", choices=READINGS)

    def params(self, channels: int) -> int:
        """Two 3x3 convolutions, three norms, and the squeeze to m channels and back to 2 C."""
        hidden = self.hidden(channels)
        return self._weights(channels) + 4 * channels + 3 * channels * hidden + 2 * hidden

    def macs(self, channels: int, height: int, width: int) -> int:
        """Both convolutions at every position, and the squeeze on one vector."""
        squeeze = 3 * channels * self.hidden(channels)
        return self._weights(channels) * height * width + squeeze

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by groups, and for the code's reading at least `reduction`."""
        reason = indivisible(channels, "groups", self.groups)
        if reason is not None or self.reading == "paper":
            return reason
        return too_few_to_reduce(channels, self.reduction)

    def hidden(self, channels: int) -> int:
        """Channels that the squeeze leaves."""
        hidden = channels // self.reduction
        return max(hidden, FEWEST_HIDDEN) if self.reading == "paper" else hidden

    def _weights(self, channels: int) -> int:
        grouped = 9 * channels**2 // self.groups
        return grouped + (grouped if self.reading == "paper" else 9 * channels**2)
