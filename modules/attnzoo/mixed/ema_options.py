"""What EMA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible
from attnzoo.option import option, part
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class EMAOptions(Options):
    """The options of EMA.

    Attributes:
        groups: Number of groups; the paper calls it group size, its code factor.
        cross_spatial: Cross-spatial learning; without it y = z * sigmoid(x1 + x2).
    """

    groups: int = option(32, minimum=1)
    cross_spatial: bool = part()

    def params(self, channels: int) -> int:
        """A 1x1 and a 3x3 convolution and a GroupNorm on c = C / groups channels: 10 c^2 + 4 c."""
        per_group = channels // self.groups
        return 10 * per_group**2 + 4 * per_group

    def macs(self, channels: int, height: int, width: int) -> int:
        """In each group a 3x3 convolution, the strips' 1x1 convolution, and two products for M."""
        per_group = channels // self.groups
        local = 9 * per_group**2 * height * width
        strips = per_group**2 * (height + width)
        crossed = 2 * per_group * height * width if self.cross_spatial else 0
        return self.groups * (local + strips + crossed)

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by groups."""
        return indivisible(channels, "groups", self.groups)
