"""What SP takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off
from attnzoo.option import part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SPOptions(Options):
    """The options of SP.

    Attributes:
        rows: The strip of the rows' means.
        columns: The strip of the columns' means.
    """

    rows: bool = part()
    columns: bool = part()

    def params(self, channels: int) -> int:
        """Two strips and their norms, a 1x1 convolution with bias: 7 C^2 + 5 C."""
        strip = 3 * channels**2 + 2 * channels
        return channels**2 + channels + (self.rows + self.columns) * strip

    def macs(self, channels: int, height: int, width: int) -> int:
        """Each strip through its convolution, their sum through the 1x1: C^2 (3 (H + W) + H W)."""
        strips = 3 * (height * self.rows + width * self.columns)
        summed = (height if self.rows else 1) * (width if self.columns else 1)
        return channels**2 * (strips + summed)

    def wrong_channels(self, channels: int) -> str | None:
        """Any, with one of the strips."""
        del channels
        return all_off(rows=self.rows, columns=self.columns)
