"""What MSCA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off
from attnzoo.option import part
from attnzoo.options import Options

STRIPS = (7, 11, 21)
"""Lengths of the three pairs of strips."""


@dataclass(frozen=True, kw_only=True)
class MSCAOptions(Options):
    """The options of MSCA.

    Attributes:
        local: The 5x5 convolution before the strips.
        short: The pair of strips of 7.
        middle: The pair of strips of 11.
        long: The pair of strips of 21.
        pointwise: The 1x1 convolution.
    """

    local: bool = part()
    short: bool = part()
    middle: bool = part()
    long: bool = part()
    pointwise: bool = part()

    def params(self, channels: int) -> int:
        """Depthwise 5x5 and strips, and a 1x1 convolution, all with bias: C^2 + 111 C."""
        depthwise = 26 * self.local + sum(2 * length + 2 for length in self.lengths())
        return channels * (depthwise + (channels + 1) * self.pointwise)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolutions at every position."""
        depthwise = 25 * self.local + 2 * sum(self.lengths())
        return channels * (depthwise + channels * self.pointwise) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the convolutions."""
        del channels
        return all_off(
            local=self.local,
            short=self.short,
            middle=self.middle,
            long=self.long,
            pointwise=self.pointwise,
        )

    def lengths(self) -> tuple[int, ...]:
        """Lengths of the pairs of strips that are switched on."""
        switches = (self.short, self.middle, self.long)
        return tuple(length for length, on in zip(STRIPS, switches, strict=True) if on)
