"""What SE takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SEOptions(Options):
    """The option of SE.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r.
    """

    reduction: int = option(16, minimum=1)

    def params(self, channels: int) -> int:
        """Two weight matrices without bias: 2 C (C // r)."""
        return 2 * channels * (channels // self.reduction)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two matrix-vector products."""
        del height, width
        return self.params(channels)

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        return too_few_to_reduce(channels, self.reduction)
