"""What iRMB takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import even_kernel, indivisible
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class IRMBOptions(Options):
    """The options of iRMB.

    Attributes:
        expansion: The values have int(C * expansion) channels.
        head_channels: Channels of a head of queries and keys.
        window: Positions a side of a grid that attends to itself; 0 is the whole map.
        kernel_size: Side of the depthwise convolution; odd.
        norm: Of the input, BatchNorm or LayerNorm over channels.
        activation: Of the values.
        bias: A bias of queries, keys and values.
        attend_first: Mix the normalized map and make values of it, and not the other way round.
        local: The depthwise convolution.
    """

    expansion: float = option(1.0, minimum=0)
    head_channels: int = option(64, minimum=1)
    window: int = option(7, minimum=0)
    kernel_size: int = option(3, minimum=1)
    norm: str = option("batch", choices=("batch", "layer"))
    activation: str = option("relu", choices=("relu", "gelu", "silu"))
    bias: bool = option(False)
    attend_first: bool = option(False)
    local: bool = part()

    def params(self, channels: int) -> int:
        """The norm, 1x1 to queries and keys, to values and back, and depthwise with its norm."""
        hidden = self.hidden(channels)
        biases = 2 * channels + hidden if self.bias else 0
        local = (self.kernel_size**2 + 2) * hidden if self.local else 0
        return 2 * channels**2 + 2 * channels * hidden + 2 * channels + biases + local

    def macs(self, channels: int, height: int, width: int) -> int:
        """Three 1x1 and two products at padded positions, depthwise and the last 1x1 at others."""
        hidden = self.hidden(channels)
        rows, columns = self.padded(height), self.padded(width)
        grid = self.side(rows) * self.side(columns)
        mixed = channels if self.attend_first else hidden
        padded = 2 * channels**2 + channels * hidden + grid * (channels + mixed)
        local = self.kernel_size**2 * hidden if self.local else 0
        return padded * rows * columns + (local + channels * hidden) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those of a head; the values by the heads."""
        reason = even_kernel(self.kernel_size) or indivisible(
            channels, "head_channels", self.head_channels
        )
        if reason is not None:
            return reason
        hidden, heads = self.hidden(channels), self.heads(channels)
        if hidden < 1 or (hidden % heads and not self.attend_first):
            return (
                f"channels={channels} at expansion={self.expansion:g} leaves {hidden} channels of "
                f"values, not a multiple of {heads} heads"
            )
        return None

    def hidden(self, channels: int) -> int:
        """Channels of the values."""
        return int(channels * self.expansion)

    def heads(self, channels: int) -> int:
        """Heads of the attention."""
        return channels // self.head_channels

    def side(self, padded: int) -> int:
        """Positions of a grid along a padded side."""
        return self.window or padded

    def padded(self, length: int) -> int:
        """A side, filled up to a multiple of the window."""
        return -(-length // self.window) * self.window if self.window else length
