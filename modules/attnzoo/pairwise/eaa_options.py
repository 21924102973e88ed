"""What EAA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class EAAOptions(Options):
    """The option of EAA.

    Attributes:
        heads: Factor of the channels of queries and keys; they are not computed head by head.
    """

    heads: int = option(1, minimum=1)

    def params(self, channels: int) -> int:
        """Four linear layers with biases, and one vector."""
        width = self.heads * channels
        return (3 * channels + width) * width + 4 * width + channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """The layers, and one product of each query with the vector."""
        inner = self.heads * channels
        return (3 * channels + inner + 1) * inner * height * width
