"""What PSA-YOLO takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible
from attnzoo.option import option, part
from attnzoo.options import Options

AROUND = 3
"""Side of the kernel that adds the values around each position."""


@dataclass(frozen=True, kw_only=True)
class PSAYOLOOptions(Options):
    """The options of YOLOv10's self-attention.

    Attributes:
        head_channels: Channels of a head.
        key_ratio: Channels of a head's queries and keys, as a share of these.
        position: The depthwise convolution of the values, which tells positions apart.
    """

    head_channels: int = option(64, minimum=1)
    key_ratio: float = option(0.5, minimum=0.0, maximum=1.0)
    position: bool = part()

    def params(self, channels: int) -> int:
        """Two 1x1 kernels and a depthwise one with their norms: 3 C^2 + 6 C, and 11 C."""
        projected = channels + 2 * self.compared(channels)
        around = (AROUND**2 + 2) * channels if self.position else 0
        return (channels + 2) * (projected + channels) + around

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions, and two products over all pairs of positions."""
        compared, positions = self.compared(channels), height * width
        around = AROUND**2 * channels if self.position else 0
        convolutions = (2 * channels + 2 * compared) * channels + around
        return convolutions * positions + (compared + channels) * positions**2

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those of a head, which leave some to its keys."""
        reason = indivisible(channels, "head_channels", self.head_channels)
        if reason is None and self.keys() < 1:
            origin = f"head_channels={self.head_channels} at key_ratio={self.key_ratio:g}"
            return f"{origin} leaves no channel for keys"
        return reason

    def keys(self) -> int:
        """Channels of a head's queries, and of its keys."""
        return int(self.head_channels * self.key_ratio)

    def compared(self, channels: int) -> int:
        """Channels of all queries, and of all keys."""
        return channels // self.head_channels * self.keys()
