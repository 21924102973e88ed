"""What GCT takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class GCTOptions(Options):
    """The option of GCT.

    Attributes:
        mode: Norm of a channel.
    """

    mode: str = option("l2", choices=("l2", "l1"))

    def params(self, channels: int) -> int:
        """Three values per channel: 3 C."""
        return 3 * channels
