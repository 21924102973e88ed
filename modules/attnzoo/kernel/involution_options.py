"""What Involution takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import even_kernel, indivisible, too_few_to_reduce
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class InvolutionOptions(Options):
    """The options of involution.

    Attributes:
        kernel_size: Side k of the window; odd.
        group_channels: Consecutive channels that share a kernel: there are G = C / group_channels.
        reduction: Divisor r of the channels: the kernels are made of C // r.
    """

    kernel_size: int = option(7, minimum=1)
    group_channels: int = option(16, minimum=1)
    reduction: int = option(4, minimum=1)

    def params(self, channels: int) -> int:
        """A 1x1 to m = C // r channels with its norm, and one with bias to k^2 G."""
        hidden = channels // self.reduction
        return channels * hidden + 2 * hidden + (hidden + 1) * self.taps(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """The two 1x1 convolutions at every position; the sums are elementwise work."""
        hidden = channels // self.reduction
        return (channels + self.taps(channels)) * hidden * height * width

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those that share a kernel, and at least `reduction`."""
        return (
            even_kernel(self.kernel_size)
            or indivisible(channels, "group_channels", self.group_channels)
            or too_few_to_reduce(channels, self.reduction)
        )

    def taps(self, channels: int) -> int:
        """Weights of all kernels of a position."""
        return self.kernel_size**2 * (channels // self.group_channels)
