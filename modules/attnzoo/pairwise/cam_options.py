"""What CAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import READINGS, option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class CAMOptions(Options):
    """The option of CAM.

    Attributes:
        reading: Most weight to the least alike channels, or to the most alike.
    """

    reading: str = option("code", choices=READINGS)

    def params(self, channels: int) -> int:
        """One scale."""
        del channels
        return 1

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two products over all pairs of channels."""
        return 2 * channels**2 * height * width
