"""What ELA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import all_off
from attnzoo.option import option, part
from attnzoo.options import Options


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
