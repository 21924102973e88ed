"""What Mona takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options

KERNELS = (3, 5, 7)
"""Sides of the depthwise kernels."""

TAPS = sum(side**2 for side in KERNELS)


@dataclass(frozen=True, kw_only=True)
class MonaOptions(Options):
    """The options of Mona.

    Attributes:
        width: Channels of the narrow map in between.
        dropout: Share of its values that are dropped in training.
    """

    width: int = option(64, minimum=1)
    dropout: float = option(0.1, minimum=0.0, maximum=1.0)

    def params(self, channels: int) -> int:
        """Two linear layers, a norm and two scales, three depthwise kernels and a 1x1 one."""
        layers = (2 * self.width + 5) * channels + self.width
        return layers + (self.width + TAPS + len(KERNELS) + 1) * self.width

    def macs(self, channels: int, height: int, width: int) -> int:
        """All layers and convolutions, at every position."""
        return (2 * channels + TAPS + self.width) * self.width * height * width
