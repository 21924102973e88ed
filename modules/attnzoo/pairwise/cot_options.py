"""What CoT takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options

SHARED = 8
"""Channels that one kernel serves: there are C // 8 kernels at each position."""

GROUPS = 4
"""Groups of the convolution that gives the static context."""

FEWEST_HIDDEN = 32


@dataclass(frozen=True, kw_only=True)
class CoTOptions(Options):
    """The option of CoT.

    Attributes:
        kernel_size: Side k of the window, for both contexts.
    """

    kernel_size: int = option(3, choices=(3, 5, 7))

    def params(self, channels: int) -> int:
        """Five convolutions with their norms, and the layers that mix the contexts."""
        hidden = self.hidden(channels)
        taps = self.taps(channels)
        return self._weights(channels) + 9 * channels + 3 * taps + 3 * hidden * (channels + 1)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Four convolutions at every position, two on one vector; the sums count nothing."""
        mixing = 3 * self.hidden(channels) * channels
        return self._weights(channels) * height * width + mixing

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by the channels that share a kernel."""
        if channels % SHARED:
            return (
                f"channels={channels} is not divisible by {SHARED}, the channels that share a "
                "kernel"
            )
        return None

    def hidden(self, channels: int) -> int:
        """Channels between the two layers that mix the contexts."""
        return max(channels // 2, FEWEST_HIDDEN)

    def taps(self, channels: int) -> int:
        """Weights at each position."""
        return self.kernel_size**2 * channels // SHARED

    def _weights(self, channels: int) -> int:
        """Of the convolutions over the map."""
        context = self.kernel_size**2 * channels**2 // GROUPS
        return context + 2 * channels**2 + channels // 2 * self.taps(channels)
