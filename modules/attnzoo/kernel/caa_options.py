"""What CAA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import even_kernel
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class CAAOptions(Options):
    """The options of CAA.

    Attributes:
        kernel_size: Length of both strips; odd. PKINet adds 2 with each block of a stage.
        norm: BatchNorm and SiLU after both 1x1 convolutions.
    """

    kernel_size: int = option(11, minimum=1)
    norm: bool = option(False)

    def params(self, channels: int) -> int:
        """Two 1x1 convolutions and two strips with bias; a norm has two numbers for its bias."""
        norms = 2 * channels if self.norm else 0
        return 2 * channels**2 + (2 * self.kernel_size + 4) * channels + norms

    def macs(self, channels: int, height: int, width: int) -> int:
        """The four convolutions at every position."""
        return (2 * channels**2 + 2 * self.kernel_size * channels) * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Any, if the kernel is odd."""
        del channels
        return even_kernel(self.kernel_size)
