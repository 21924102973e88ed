"""What ACmix takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import even_kernel, indivisible
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ACmixOptions(Options):
    """The options of ACmix.

    Attributes:
        heads: Heads of the attention; the convolution mixes them.
        window: Side of the window that a position looks at; odd.
        convolution: The convolution beside the attention.
    """

    heads: int = option(4, minimum=1)
    window: int = option(7, minimum=3)
    convolution: bool = part()

    def params(self, channels: int) -> int:
        """Three 1x1, one of the two coordinates, the scale, and the convolution with its own."""
        head = channels // self.heads
        mixing = 27 * self.heads + 81 * channels + 1 if self.convolution else 0
        return 3 * (channels**2 + channels) + 3 * head + 1 + mixing

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions at every position; products over windows are elementwise work."""
        mixing = (27 + 81) * channels if self.convolution else 0
        coordinates = 2 * (channels // self.heads)
        return (3 * channels**2 + coordinates + mixing) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by `heads`."""
        return even_kernel(self.window, "window") or indivisible(channels, "heads", self.heads)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """More positions a side than half of the window, which is mirrored at the border."""
        del channels
        if min(height, width) <= self.window // 2:
            return (
                f"a {height}x{width} map cannot be mirrored by {self.window // 2} positions, half "
                f"of window={self.window}"
            )
        return None
