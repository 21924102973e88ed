"""What EPSA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options

KERNELS = (3, 5, 7, 9)


@dataclass(frozen=True, kw_only=True)
class EPSAOptions(Options):
    """The options of EPSA.

    Attributes:
        groups: Groups of the 9x9 convolution; the 7x7 has half as many, the 5x5 a quarter.
        reduction: Divisor r of a branch's channels: the hidden layer has C // 4 // r.
    """

    groups: int = option(16, minimum=1)
    reduction: int = option(16, minimum=1)

    def params(self, channels: int) -> int:
        """Four convolutions to c = C // 4 channels, and two layers with biases 2 c m + m + c."""
        branch, hidden = channels // len(KERNELS), self.hidden(channels)
        return self._weights(channels) + (2 * branch + 1) * hidden + branch

    def macs(self, channels: int, height: int, width: int) -> int:
        """Four convolutions at every position, two layers on the vector of each branch."""
        squeezes = 2 * channels * self.hidden(channels)
        return self._weights(channels) * height * width + squeezes

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible into four branches of whole groups and a hidden channel or more."""
        branch, rest = divmod(channels, len(KERNELS))
        if rest:
            return f"channels={channels} is not divisible by 4, the number of kernels"
        have = f"channels={channels} leave {branch} for each of the 4 kernels"
        if any(branch % groups for groups in self.group_counts()):
            return f"{have}: not divisible by {', '.join(map(str, self.group_counts()))} groups"
        if not self.hidden(channels):
            return f"{have}, below reduction={self.reduction}: no hidden channel would be left"
        return None

    def group_counts(self) -> tuple[int, ...]:
        """Groups of each convolution, from the smallest kernel on."""
        return (1, *(max(1, self.groups // share) for share in (4, 2, 1)))

    def hidden(self, channels: int) -> int:
        """Hidden channels, m."""
        return channels // len(KERNELS) // self.reduction

    def _weights(self, channels: int) -> int:
        branch = channels // len(KERNELS)
        counts = zip(KERNELS, self.group_counts(), strict=True)
        return sum(kernel**2 * channels * branch // groups for kernel, groups in counts)
