"""What focal modulation takes and costs, without torch."""

from collections.abc import Sequence
from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options

STEP = 2
"""By how much the side of the kernel grows from level to level."""


@dataclass(frozen=True, kw_only=True)
class FocalOptions(Options):
    """The options of focal modulation.

    Attributes:
        levels: Depthwise convolutions, one after the other; 3 in the networks of large fields.
        window: Side of the first kernel; each further one is larger by 2.
    """

    levels: int = option(2, choices=(1, 2, 3, 4))
    window: int = option(3, choices=(3, 5, 7, 9))

    def params(self, channels: int) -> int:
        """Two linear layers and a 1x1 convolution with biases, and depthwise kernels without."""
        gates = self.levels + 1
        return 4 * channels**2 + (4 + gates + self._taps()) * channels + gates

    def macs(self, channels: int, height: int, width: int) -> int:
        """All layers and convolutions, at every position."""
        gates = self.levels + 1
        return (4 * channels + gates + self._taps()) * channels * height * width

    def kernels(self) -> Sequence[int]:
        """Sides of the depthwise kernels."""
        return [self.window + STEP * level for level in range(self.levels)]

    def _taps(self) -> int:
        return sum(side**2 for side in self.kernels())
