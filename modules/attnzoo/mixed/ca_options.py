"""What CA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off
from attnzoo.option import option, part
from attnzoo.options import Options

SMALLEST_HIDDEN = 8


@dataclass(frozen=True, kw_only=True)
class CAOptions(Options):
    """The options of CA.

    Attributes:
        reduction: Divisor r of the channels: the hidden layer has C // r, or 8 if that is more.
        rows: The gate of the rows.
        columns: The gate of the columns.
    """

    reduction: int = option(32, minimum=1)
    rows: bool = part()
    columns: bool = part()

    def params(self, channels: int) -> int:
        """Three 1x1 convolutions with bias and one BatchNorm: 3 m C + 3 m + 2 C."""
        hidden = self.hidden(channels)
        return hidden * channels + 3 * hidden + (self.rows + self.columns) * (hidden + 1) * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """Both strips through the joint convolution, each through its own."""
        positions = height * self.rows + width * self.columns
        return 2 * self.hidden(channels) * channels * positions

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the gates."""
        del channels
        return all_off(rows=self.rows, columns=self.columns)

    def hidden(self, channels: int) -> int:
        """Hidden channels, m."""
        return max(SMALLEST_HIDDEN, channels // self.reduction)
