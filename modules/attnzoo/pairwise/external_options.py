"""What EA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import single_position
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ExternalOptions(Options):
    """The option of external attention.

    Attributes:
        slots: Vectors of each memory; a softmax over a single one is constant.
    """

    slots: int = option(64, minimum=2)

    def params(self, channels: int) -> int:
        """Two 1x1 convolutions, the first with a bias, two memories and a norm."""
        return 2 * channels**2 + 2 * self.slots * channels + 3 * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two 1x1 convolutions and two products with a memory at every position."""
        return 2 * channels * (channels + self.slots) * height * width

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least two positions."""
        del channels
        return single_position(height, width, "over which a softmax is constant")
