"""Efficient local attention: a gate for each row and each column by one 1-d convolution.

Source: Xu, Wan, 2024, arXiv:2403.01123.
Code: none of the authors; the paper's listing, on which all public copies agree.
Differs: nothing; channels that do not split into the groups of a preset are refused by name. Rows
    alone and columns alone are our definition, after those of coordinate attention.
"""

from dataclasses import dataclass
from functools import reduce
from operator import mul

from torch import Tensor, nn

from attnzoo.fit import all_off
from attnzoo.gate import Gate
from attnzoo.option import option, part
from attnzoo.options import Options, takes
from attnzoo.pooling import mean


@dataclass(frozen=True, slots=True, kw_only=True)
class _Preset:
    """One of the paper's four settings."""

    kernel: int
    """Width of the strips' convolution."""

    depthwise: bool
    """Whether each channel is a group of the convolution; else each eight channels are one."""

    norm_groups: int
    """Groups of the GroupNorm."""

    def share(self, channels: int) -> int:
        """Groups of the convolution."""
        return channels if self.depthwise else channels // CHANNELS_A_GROUP


CHANNELS_A_GROUP = 8
PRESETS = {
    "tiny": _Preset(kernel=5, depthwise=True, norm_groups=32),
    "base": _Preset(kernel=7, depthwise=True, norm_groups=16),
    "small": _Preset(kernel=5, depthwise=False, norm_groups=16),
    "large": _Preset(kernel=7, depthwise=False, norm_groups=16),
}


@dataclass(frozen=True, kw_only=True)
class ELAOptions(Options):
    """The options of ELA.

    Attributes:
        preset: The paper's setting: a convolution 5 (tiny, small) or 7 wide (base, large), of each
            channel alone or (small, large) of eight channels.
        rows: The gate of the rows, which has no weights of its own.
        columns: The gate of the columns, which has no weights of its own.
    """

    preset: str = option("base", choices=tuple(PRESETS))
    rows: bool = part()
    columns: bool = part()

    def params(self, channels: int) -> int:
        """A convolution without bias and a GroupNorm: 7 C, 9 C, 42 C and 58 C by preset."""
        return self._kernel(channels) + 2 * channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """The convolution along the rows' and along the columns' strip."""
        return self._kernel(channels) * (height * self.rows + width * self.columns)

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by the groups of the norm."""
        groups = PRESETS[self.preset].norm_groups
        if channels % groups:
            return (
                f"channels={channels} is not divisible by the {groups} norm groups of "
                f"preset={self.preset!r}"
            )
        return all_off(rows=self.rows, columns=self.columns)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """Strips with at least two values per norm group."""
        shortest = min(length for on, length in ((self.rows, height), (self.columns, width)) if on)
        if channels // PRESETS[self.preset].norm_groups * shortest < 2:
            return f"a {height}x{width} map of {channels} channels leaves one value in a norm group"
        return None

    def _kernel(self, channels: int) -> int:
        """Weights of the convolution."""
        preset = PRESETS[self.preset]
        return preset.kernel * channels * channels // preset.share(channels)


class EfficientLocalAttention(Gate):
    """Weighs each value by a gate of its row and a gate of its column, both of the same weights.

    y = x * sigmoid(GN(conv1d(mean_w x))) * sigmoid(GN(conv1d(mean_h x))): unlike in coordinate
    attention no channels are reduced, and the strips do not meet before the product.

    Raises:
        DoesNotFit: if the norm's groups (32 of "tiny", else 16) do not divide `channels`, or
            neither gate would be left; from `forward` where a norm group would hold one value.
    """

    @takes(ELAOptions)
    def __init__(self, channels: int, options: ELAOptions) -> None:
        super().__init__()
        self.options = options
        preset = PRESETS[options.preset]
        self.conv = nn.Conv1d(
            channels,
            channels,
            preset.kernel,
            padding=preset.kernel // 2,
            groups=preset.share(channels),
            bias=False,
        )
        self.gn = nn.GroupNorm(preset.norm_groups, channels)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of one axis alone (B, C, H, 1) or (B, C, 1, W)."""
        return reduce(mul, self._gates(x))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return reduce(mul, self._gates(x), x)

    def _gates(self, x: Tensor) -> list[Tensor]:
        """(B, C, H, W) -> those switched on of (B, C, H, 1) and (B, C, 1, W)."""
        self.options.require(*x.shape[1:])
        gates = []
        if self.options.rows:
            gates.append(self._strip(mean(x, 3)).unsqueeze(3))
        if self.options.columns:
            gates.append(self._strip(mean(x, 2)).unsqueeze(2))
        return gates

    def _strip(self, x: Tensor) -> Tensor:
        """(B, C, L) -> (B, C, L)."""
        gate: Tensor = self.gn(self.conv(x)).sigmoid()
        return gate
