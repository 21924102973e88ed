"""What ParNet takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ParNetOptions(Options):
    """ParNet's block has no options."""

    def params(self, channels: int) -> int:
        """A 3x3 and two 1x1 convolutions, and three norms: 11 C^2 + 6 C."""
        return 11 * channels**2 + 6 * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two convolutions at every position, one on a vector."""
        return channels**2 * (10 * height * width + 1)
