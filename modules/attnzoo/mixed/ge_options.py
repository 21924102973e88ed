"""What GE takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import DoesNotFit, Size
from attnzoo.option import option
from attnzoo.options import SizedOptions


@dataclass(frozen=True, kw_only=True)
class GEOptions(SizedOptions):
    """The options of GE; a learned gathering over the whole map needs the size.

    Attributes:
        extent: Positions a side that share one gathered value; 0 is the whole map.
        learned: Whether the gathering has weights.
        mlp: Whether a two-layer network mixes the gathered channels.
        reduction: Divisor r of the channels: the mlp has about C / r hidden.
        reading: authors: the learned whole map becomes one position, and a ReLU follows a learned
            gathering before the mlp; timm: pads the former and leaves out the latter.
    """

    extent: int = option(0, choices=(0, 2, 4, 8))
    learned: bool = option(False)
    mlp: bool = option(False)
    reduction: int = option(16, minimum=1)
    reading: str = option("authors", choices=("authors", "timm"))

    def params(self, channels: int) -> int:
        """Depthwise kernels and their norms where learned; the two-layer MLP with biases."""
        hidden = self.hidden(channels)
        excite = 2 * channels * hidden + hidden + channels if self.mlp else 0
        if not self.learned:
            return excite
        if self.extent:
            return excite + 11 * channels * self.halvings
        height, width = self.map_size(channels)
        return excite + (height * width + 2) * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """The depthwise convolutions where learned, and the MLP at each gathered position."""
        total, kernel = 0, 9 if self.extent else height * width
        for _ in range(self.halvings if self.extent else 1):
            height, width = self._gathered(height), self._gathered(width)
            total += kernel * channels * height * width if self.learned else 0
        mlp = 2 * channels * self.hidden(channels) * height * width if self.mlp else 0
        return total + mlp

    @property
    def halvings(self) -> int:
        """Steps of a gathering over an extent."""
        return self.extent.bit_length() - 1

    def hidden(self, channels: int) -> int:
        """Hidden channels of the MLP as timm rounds: to the nearest, a half up, at least one."""
        return max(1, (2 * channels + self.reduction) // (2 * self.reduction))

    def padding(self, side: int) -> int:
        """Padding of the learned global gathering."""
        return (side - 1) // 2 if self.reading == "timm" else 0

    def map_size(self, channels: int) -> Size:
        """The size of the map; raises `DoesNotFit` where it is missing."""
        if self.size is None:
            raise DoesNotFit(
                f"the map of channels={channels} has no size, and a learned gathering over the "
                "whole map (extent=0) has one weight per position",
                "pass size=(height, width), or extent=2, 4 or 8",
            )
        return self.size

    def _gathered(self, side: int) -> int:
        """Side of the map after one step of gathering."""
        if self.extent:
            return (side + 1) // 2
        return 2 * self.padding(side) + 1 if self.learned else 1
