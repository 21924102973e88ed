"""What SRM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import single_position
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SRMOptions(Options):
    """SRM has no options."""

    def params(self, channels: int) -> int:
        """Two weights per channel and the affine part of one BatchNorm: 4 C."""
        return 4 * channels

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least two positions."""
        del channels
        return single_position(height, width, "whose deviation is not defined")
