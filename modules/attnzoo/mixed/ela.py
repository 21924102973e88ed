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

from attnzoo.fit import all_off, require, unlisted
from attnzoo.gate import Gate
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


def ela_params(
    channels: int, *, preset: str = "base", rows: bool = True, columns: bool = True
) -> int:
    """A convolution without bias and a GroupNorm: 7 C, 9 C, 42 C and 58 C by preset."""
    del rows, columns
    setting = PRESETS[preset]
    return setting.kernel * channels * channels // setting.share(channels) + 2 * channels


def ela_macs(
    channels: int,
    height: int,
    width: int,
    *,
    preset: str = "base",
    rows: bool = True,
    columns: bool = True,
) -> int:
    """The convolution along the rows' and along the columns' strip."""
    per_value = ela_params(channels, preset=preset) - 2 * channels
    return per_value * (height * rows + width * columns)


def ela_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    preset: str = "base",
    rows: bool = True,
    columns: bool = True,
) -> str | None:
    """Channels divisible by the groups of the norm; strips of two values a group or more."""
    wrong = unlisted("preset", preset, PRESETS) or all_off(rows=rows, columns=columns)
    if wrong is not None:
        return wrong
    groups = PRESETS[preset].norm_groups
    if channels % groups:
        return (
            f"channels={channels} do not split into the {groups} norm groups of preset={preset!r}"
        )
    lengths = [each for on, each in ((rows, height), (columns, width)) if on and each is not None]
    if lengths and channels // groups * min(lengths) < 2:
        return f"a {height}x{width} map of {channels} channels leaves one value in a norm group"
    return None


class EfficientLocalAttention(Gate):
    """Weighs each value by a gate of its row and a gate of its column, both of the same weights.

    y = x * sigmoid(GN(conv1d(mean_w x))) * sigmoid(GN(conv1d(mean_h x))): unlike in coordinate
    attention no channels are reduced, and the strips do not meet before the product.

    Args:
        channels: Channels of the map.
        preset: The paper's setting: "tiny" or "base", with a convolution of each channel alone, 5
            or 7 wide; "small" or "large", with one of eight channels, 5 or 7 wide.
        rows: Whether the rows' gate is there.
        columns: Whether the columns' gate is there; neither has weights of its own.

    Raises:
        DoesNotFit: if the norm's groups (32 of "tiny", else 16) do not divide `channels`, or
            neither gate would be left; from `forward` where a norm group would hold one value.
    """

    def __init__(
        self, channels: int, *, preset: str = "base", rows: bool = True, columns: bool = True
    ) -> None:
        super().__init__()
        require(ela_fits, channels, preset=preset, rows=rows, columns=columns)
        self.preset = preset
        self.rows = rows
        self.columns = columns
        setting = PRESETS[preset]
        self.conv = nn.Conv1d(
            channels,
            channels,
            setting.kernel,
            padding=setting.kernel // 2,
            groups=setting.share(channels),
            bias=False,
        )
        self.gn = nn.GroupNorm(setting.norm_groups, channels)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or of one axis alone (B, C, H, 1) or (B, C, 1, W)."""
        return reduce(mul, self._gates(x))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return reduce(mul, self._gates(x), x)

    def _gates(self, x: Tensor) -> list[Tensor]:
        """(B, C, H, W) -> those switched on of (B, C, H, 1) and (B, C, 1, W)."""
        require(ela_fits, *x.shape[1:], preset=self.preset, rows=self.rows, columns=self.columns)
        gates = []
        if self.rows:
            gates.append(self._strip(mean(x, 3)).unsqueeze(3))
        if self.columns:
            gates.append(self._strip(mean(x, 2)).unsqueeze(2))
        return gates

    def _strip(self, x: Tensor) -> Tensor:
        """(B, C, L) -> (B, C, L)."""
        gate: Tensor = self.gn(self.conv(x)).sigmoid()
        return gate
