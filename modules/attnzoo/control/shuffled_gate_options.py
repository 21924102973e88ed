"""What Shuffled gate takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.control.of import GATES, MODULES
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ShuffledGateOptions(Options):
    """The option of a shuffled gate; the module whose gate it is has its authors' options.

    Attributes:
        of: Whose gate is shuffled.
    """

    of: str = option("ema", choices=GATES)

    def params(self, channels: int) -> int:
        """Those of the module itself."""
        return MODULES[self.of].params(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Those of the module itself."""
        return MODULES[self.of].macs(channels, height, width)

    def wrong_channels(self, channels: int) -> str | None:
        """Those that the module takes."""
        return MODULES[self.of].misfit(channels)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """Those that the module takes."""
        return MODULES[self.of].misfit(channels, height, width)
