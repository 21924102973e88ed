"""A plain convolution that costs as many MACs as a module.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

from math import ceil, sqrt

import torch
from torch import Tensor, nn

from attnzoo.control.of import MODULES
from attnzoo.fit import DoesNotFit, Size, require, unlisted

SMALLEST_KERNEL = 3
LARGEST_KERNEL = 7
TOLERANCE = 0.1
"""By which share the convolution may cost more or less than the module."""

MISSING_SIZE = "the convolution is as large as the module costs on one size of map"


def _kernel_and_width(channels: int, height: int, width: int, of: str) -> tuple[int, int]:
    """The kernel, and how many of the channels it mixes, that come nearest to the module's MACs."""
    per_position = MODULES[of].macs(channels, height, width) / (height * width)
    reach = ceil(sqrt(per_position) / channels)
    kernel = max(SMALLEST_KERNEL, reach + 1 - reach % 2)
    mixed = round(sqrt(per_position) / kernel)
    return kernel, min(max(mixed, 1), channels)


def _require_size(size: Size | None) -> Size:
    if size is None:
        raise DoesNotFit(MISSING_SIZE, "pass size=(height, width)")
    return size


def conv_matched_params(channels: int, *, of: str = "ema", size: Size | None = None) -> int:
    """The kernel: k^2 m^2."""
    kernel, mixed = _kernel_and_width(channels, *_require_size(size), of)
    return kernel**2 * mixed**2


def conv_matched_macs(channels: int, height: int, width: int, *, of: str = "ema") -> int:
    """The kernel at each position: within a tenth of the module's."""
    return height * width * conv_matched_params(channels, of=of, size=(height, width))


def conv_matched_fits(
    channels: int, height: int | None = None, width: int | None = None, *, of: str = "ema"
) -> str | None:
    """Whatever the module takes, as long as a convolution can cost as much."""
    reason = unlisted("of", of, MODULES) or MODULES[of].fits(channels, height, width)
    if reason is not None or height is None or width is None:
        return reason
    wanted = MODULES[of].macs(channels, height, width)
    given = conv_matched_macs(channels, height, width, of=of)
    kernel, mixed = _kernel_and_width(channels, height, width, of)
    if abs(given - wanted) <= TOLERANCE * wanted and kernel <= LARGEST_KERNEL:
        return None
    return (
        f"{of} costs {wanted:,} MACs on a {channels}x{height}x{width} map, and the nearest "
        f"convolution, {kernel}x{kernel} over {mixed} channels, {given:,}"
    )


class MatchedConvolution(nn.Module):
    """Puts a plain convolution where a module would be, at the same cost.

    y = [conv_kxk(x_1..m); x_m+1..C]: one convolution without bias among the first m channels, the
    others pass. m is the number with which k^2 m^2 H W comes nearest to the module's MACs, and k is
    3 unless all channels are too few for it. A module that is not better than this one does not
    gain from attention, but from computing more.

    Args:
        channels: Channels of the map.
        of: Short name of the module, with its authors' options.
        size: Height and width of the map, on which the costs are equal.

    Raises:
        DoesNotFit: if no convolution costs as much within a tenth, or the size is missing.
    """

    def __init__(self, channels: int, *, of: str = "ema", size: Size | None = None) -> None:
        super().__init__()
        require(conv_matched_fits, channels, of=of)
        height, width = _require_size(size)
        require(conv_matched_fits, channels, height, width, of=of)
        kernel, self.mixed = _kernel_and_width(channels, height, width, of)
        self.conv = nn.Conv2d(self.mixed, self.mixed, kernel, padding=kernel // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        mixed, others = x.split([self.mixed, x.shape[1] - self.mixed], dim=1)
        return torch.cat((self.conv(mixed), others), dim=1)
