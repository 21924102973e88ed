"""What LSKA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options

KERNELS = {
    7: (3, 3, 2),
    11: (3, 5, 2),
    23: (5, 7, 3),
    35: (5, 11, 3),
    41: (5, 13, 3),
    53: (5, 17, 3),
}
"""By size of the kernel: width of the local strips, width of the dilated ones, their dilation."""


@dataclass(frozen=True, kw_only=True)
class LSKAOptions(Options):
    """The option of LSKA.

    Attributes:
        kernel_size: Side of the window.
    """

    kernel_size: int = option(23, choices=tuple(KERNELS))

    def params(self, channels: int) -> int:
        """Four strips and a 1x1 convolution, all with bias: C^2 + 2 (k0 + k1) C + 5 C."""
        local, wide, _ = KERNELS[self.kernel_size]
        return channels**2 + 2 * (local + wide) * channels + 5 * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """Four strips and a 1x1 convolution at every position."""
        local, wide, _ = KERNELS[self.kernel_size]
        return (channels**2 + 2 * (local + wide) * channels) * height * width
