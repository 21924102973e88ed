"""What outlook attention takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import even_kernel, indivisible
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class OutlookOptions(Options):
    """The options of outlook attention.

    Attributes:
        head_channels: Channels of a head, which has its own weights: there are h = C / d.
        kernel_size: Side k of the window; odd.
        stride: Distance of the windows' centres.
    """

    head_channels: int = option(32, minimum=1)
    kernel_size: int = option(3, minimum=1)
    stride: int = option(2, minimum=1)

    def params(self, channels: int) -> int:
        """Linear layers of the values, of k^4 weights a head with bias, and of the output."""
        return 2 * channels**2 + channels + (channels + 1) * self.weights(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two layers at each position; at each centre the layer of the weights and their sums."""
        centres = -(-height // self.stride) * -(-width // self.stride)
        sums = self.kernel_size**4 * channels
        at_centres = channels * self.weights(channels) + sums
        return 2 * channels**2 * height * width + at_centres * centres

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by those of a head."""
        return even_kernel(self.kernel_size) or indivisible(
            channels, "head_channels", self.head_channels
        )

    def weights(self, channels: int) -> int:
        """Weights of all heads at a centre."""
        return self.kernel_size**4 * (channels // self.head_channels)
