"""What Convolution takes and costs, without torch."""

from dataclasses import dataclass
from math import ceil, sqrt

from attnzoo.control.of import MODULES
from attnzoo.fit import DoesNotFit, Size
from attnzoo.option import option
from attnzoo.options import SizedOptions

SMALLEST_KERNEL = 3

LARGEST_KERNEL = 7

TOLERANCE = 0.1
"""By which share the convolution may cost more or less than the module."""


@dataclass(frozen=True, kw_only=True)
class MatchedConvolutionOptions(SizedOptions):
    """The option of a matched convolution; its costs equal the module's on maps of that size.

    Attributes:
        of: Whose MACs are matched.
    """

    of: str = option("ema", choices=tuple(MODULES))

    def params(self, channels: int) -> int:
        """The kernel: k^2 m^2."""
        return self._params_for(channels, *self.map_size())

    def macs(self, channels: int, height: int, width: int) -> int:
        """The kernel at each position: within a tenth of the module's."""
        return height * width * self._params_for(channels, height, width)

    def wrong_channels(self, channels: int) -> str | None:
        """Those that the module takes."""
        return MODULES[self.of].misfit(channels)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """Whatever the module takes, as long as a convolution can cost as much."""
        module = MODULES[self.of]
        reason = module.misfit(channels, height, width)
        if reason is not None:
            return reason
        wanted = module.macs(channels, height, width)
        nearest = self.macs(channels, height, width)
        kernel, mixed = self.kernel_and_width(channels, height, width)
        if abs(nearest - wanted) <= TOLERANCE * wanted and kernel <= LARGEST_KERNEL:
            return None
        return (
            f"{self.of} costs {wanted:,} MACs on a {channels}x{height}x{width} map, but the "
            f"nearest convolution, {kernel}x{kernel} over {mixed} channels, costs {nearest:,}"
        )

    def kernel_and_width(self, channels: int, height: int, width: int) -> tuple[int, int]:
        """The kernel, and how many channels it mixes, that come nearest to the module's MACs."""
        per_position = MODULES[self.of].macs(channels, height, width) / (height * width)
        reach = ceil(sqrt(per_position) / channels)
        kernel = max(SMALLEST_KERNEL, reach + 1 - reach % 2)
        mixed = round(sqrt(per_position) / kernel)
        return kernel, min(max(mixed, 1), channels)

    def map_size(self) -> Size:
        """The size of the map; raises `DoesNotFit` where it is missing."""
        if self.size is None:
            raise DoesNotFit(
                "the convolution is as large as the module costs on one size of map",
                "pass size=(height, width)",
            )
        return self.size

    def _params_for(self, channels: int, height: int, width: int) -> int:
        kernel, mixed = self.kernel_and_width(channels, height, width)
        return kernel**2 * mixed**2
