"""What eSE takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ESEOptions(Options):
    """eSE has no options."""

    def params(self, channels: int) -> int:
        """One weight matrix with bias: C^2 + C."""
        return channels**2 + channels

    def macs(self, channels: int, height: int, width: int) -> int:
        """One matrix-vector product."""
        del height, width
        return channels**2
