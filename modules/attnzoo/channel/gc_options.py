"""What GC takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import too_few_to_normalize
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class GCOptions(Options):
    """The options of GC.

    Attributes:
        ratio: Hidden channels as a share of the channels.
        pooling: How the context is pooled: a weighted sum or the mean.
        fusion: How the context enters the map; both: the product first, each with its own weights.
    """

    ratio: float = option(1 / 16, minimum=0)
    pooling: str = option("att", choices=("att", "avg"))
    fusion: str = option("add", choices=("add", "mul", "both"))

    def params(self, channels: int) -> int:
        """The mask (C + 1), and for each fusion two layers and a norm: 2 C p + 3 p + C."""
        hidden = self.hidden(channels)
        mask = channels + 1 if self.pooling == "att" else 0
        return mask + self._transforms() * (2 * channels * hidden + 3 * hidden + channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The mask and the weighted sum over the map; for each fusion two layers on one vector."""
        pooled = 2 * channels * height * width if self.pooling == "att" else 0
        return pooled + self._transforms() * 2 * channels * self.hidden(channels)

    def wrong_channels(self, channels: int) -> str | None:
        """At least two hidden channels."""
        origin = f"channels={channels} at ratio={self.ratio:g}"
        return too_few_to_normalize(self.hidden(channels), origin)

    def hidden(self, channels: int) -> int:
        """Hidden channels."""
        return int(channels * self.ratio)

    def _transforms(self) -> int:
        return 2 if self.fusion == "both" else 1
