"""What SGE takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import indivisible, single_position
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SGEOptions(Options):
    """The option of SGE.

    Attributes:
        groups: Number of groups.
    """

    groups: int = option(64, minimum=1)

    def params(self, channels: int) -> int:
        """One scale and one shift per group: 2 G."""
        del channels
        return 2 * self.groups

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by groups."""
        return indivisible(channels, "groups", self.groups)

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least two positions."""
        del channels
        return single_position(height, width, "whose deviation is not defined")
