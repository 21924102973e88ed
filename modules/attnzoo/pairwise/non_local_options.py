"""What NL takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class NonLocalOptions(Options):
    """The options of a non-local block.

    Attributes:
        pairwise: How a pair of positions is weighed.
        subsample: Keys and values max-pooled by 2, without an odd last row or column.
        norm: BatchNorm after the last convolution.
    """

    pairwise: str = option("embedded", choices=("embedded", "gaussian", "dot", "concatenation"))
    subsample: bool = option(True)
    norm: bool = option(True)

    def params(self, channels: int) -> int:
        """The 1x1 convolutions to m = C // 2 channels and the one back, and a norm."""
        half = _half(channels)
        inner = self._inner_convolutions() * (channels + 1) * half
        pairs = 2 * half if self.pairwise == "concatenation" else 0
        return inner + pairs + (half + 1) * channels + (2 * channels if self.norm else 0)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions, and two steps over all pairs of a position and a key."""
        half, positions = _half(channels), height * width
        keys = (height // 2) * (width // 2) if self.subsample else positions
        compared = {"gaussian": channels, "concatenation": 2 * half}.get(self.pairwise, half)
        convolutions = (self._inner_convolutions() + 1) * channels * half * positions
        return convolutions + (compared + half) * positions * keys

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """With `subsample` at least two positions a side."""
        del channels
        if self.subsample and min(height, width) < 2:
            return f"a {height}x{width} map cannot be sub-sampled by 2"
        return None

    def _inner_convolutions(self) -> int:
        return 1 if self.pairwise == "gaussian" else 3


def _half(channels: int) -> int:
    return max(channels // 2, 1)
