"""What NAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class NAMOptions(Options):
    """NAM has no options."""

    def params(self, channels: int) -> int:
        """The affine part of one BatchNorm: 2 C."""
        return 2 * channels
