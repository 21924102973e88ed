"""What D-LKA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class DLKAOptions(Options):
    """The option of D-LKA.

    Attributes:
        offsets: The deformation of both depthwise kernels.
    """

    offsets: bool = part()

    def params(self, channels: int) -> int:
        """Depthwise 5x5 and 7x7, a 1x1 with bias, and dense 5x5 and 7x7 to 50 and 98 offsets."""
        offsets = (25 * channels + 1) * 50 + (49 * channels + 1) * 98 if self.offsets else 0
        return channels**2 + 75 * channels + offsets

    def macs(self, channels: int, height: int, width: int) -> int:
        """The five convolutions at every position; sampling is no convolution."""
        offsets = (25 * 50 + 49 * 98) * channels if self.offsets else 0
        return (channels**2 + 74 * channels + offsets) * height * width
