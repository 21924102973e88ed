"""What FCA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible, too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import SizedOptions


@dataclass(frozen=True, kw_only=True)
class FCAOptions(SizedOptions):
    """The options of FCA; it is built for 7x7 where no size is given, or for a smaller side.

    Attributes:
        frequencies: Frequencies among the channels.
        reduction: Divisor r of the channels: the hidden layer has C // r.
    """

    frequencies: int = option(16, choices=(1, 2, 4, 8, 16, 32))
    reduction: int = option(16, minimum=1)

    def params(self, channels: int) -> int:
        """Two weight matrices without bias: 2 C (C // r); the cosines are fixed."""
        return 2 * channels * (channels // self.reduction)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two matrix-vector products."""
        del height, width
        return self.params(channels)

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by frequencies, and at least `reduction`."""
        reason = indivisible(channels, "frequencies", self.frequencies)
        return reason or too_few_to_reduce(channels, self.reduction)
