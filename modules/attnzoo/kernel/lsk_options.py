"""What LSK takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class LSKOptions(Options):
    """LSK has no options."""

    def params(self, channels: int) -> int:
        """Depthwise 5x5 and 7x7, three 1x1 of C and m channels, a 7x7 of two maps.

        3 C m + 2 m + 77 C + 198 with m = C // 2; even C gives 1.5 C^2 + 78 C + 198.
        """
        half = channels // 2
        return 3 * channels * half + 2 * half + 77 * channels + 198

    def macs(self, channels: int, height: int, width: int) -> int:
        """All six convolutions, at every position."""
        return (74 * channels + 3 * channels * (channels // 2) + 196) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """At least two."""
        if channels < 2:
            return f"channels={channels} leaves no channel for the halves of the two branches"
        return None
