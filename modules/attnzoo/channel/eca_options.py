"""What ECA takes and costs, without torch."""

from dataclasses import dataclass
from math import log2

from attnzoo.option import option
from attnzoo.options import Options


def adaptive_kernel(channels: int) -> int:
    """The paper's kernel size for C channels, equation 12: |log2(C) / 2 + 1 / 2|, made odd."""
    kernel = int(abs(log2(channels) / 2 + 0.5))
    return kernel if kernel % 2 else kernel + 1


@dataclass(frozen=True, kw_only=True)
class ECAOptions(Options):
    """The option of ECA.

    Attributes:
        kernel_size: Odd width of the convolution; by default the paper's rule of log2(C).
    """

    kernel_size: int | None = option(None, kind=int)

    def kernel(self, channels: int) -> int:
        """The width of the convolution."""
        return adaptive_kernel(channels) if self.kernel_size is None else self.kernel_size

    def params(self, channels: int) -> int:
        """The kernel itself: k."""
        return self.kernel(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The kernel once per channel."""
        del height, width
        return channels * self.kernel(channels)

    def wrong_channels(self, channels: int) -> str | None:
        """An odd kernel, whatever the channels."""
        del channels
        size = self.kernel_size
        if size is not None and (size < 1 or size % 2 == 0):
            return f"kernel_size={size} is not odd and positive: the gate would lose a channel"
        return None
