"""What SPANet takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options

SIDES = (1, 2, 4)
"""Cells a side that each level of the pyramid has."""

CELLS = sum(side**2 for side in SIDES)


@dataclass(frozen=True, kw_only=True)
class SPANetOptions(Options):
    """The option of SPANet.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
    """

    reduction: int = option(16, minimum=1)

    def params(self, channels: int) -> int:
        """Two weight matrices without bias, from 21 means a channel: 22 C (C // r)."""
        return (CELLS + 1) * channels * (channels // self.reduction)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two matrix-vector products."""
        del height, width
        return self.params(channels)

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        return too_few_to_reduce(channels, self.reduction)
