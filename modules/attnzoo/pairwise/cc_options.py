"""What CC takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class CCOptions(Options):
    """The options of CC.

    Attributes:
        reduction: Divisor r of the channels: queries and keys have C // r.
        recurrence: Passes with the same weights; 2 in the paper.
    """

    reduction: int = option(8, minimum=1)
    recurrence: int = option(1, minimum=1)

    def params(self, channels: int) -> int:
        """Queries and keys of C // r channels, values, and one scale, shared by all passes."""
        hidden = channels // self.reduction
        return 2 * (channels + 1) * hidden + channels**2 + channels + 1

    def macs(self, channels: int, height: int, width: int) -> int:
        """In each pass three 1x1 convolutions, and two products with H + W others per position."""
        hidden = channels // self.reduction
        convolutions = (2 * hidden + channels) * channels
        crossed = (hidden + channels) * (height + width)
        return self.recurrence * (convolutions + crossed) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        return too_few_to_reduce(channels, self.reduction)
