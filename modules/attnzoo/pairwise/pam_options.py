"""What PAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class PAMOptions(Options):
    """The option of PAM.

    Attributes:
        reduction: Divisor r of the channels: queries and keys have C // r.
    """

    reduction: int = option(8, minimum=1)

    def params(self, channels: int) -> int:
        """Queries and keys of C // r channels, values, and one scale."""
        hidden = channels // self.reduction
        return 2 * (channels + 1) * hidden + channels**2 + channels + 1

    def macs(self, channels: int, height: int, width: int) -> int:
        """Three 1x1 convolutions, and two products over all pairs of positions."""
        hidden = channels // self.reduction
        positions = height * width
        return (2 * hidden + channels) * channels * positions + (hidden + channels) * positions**2

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        return too_few_to_reduce(channels, self.reduction)
