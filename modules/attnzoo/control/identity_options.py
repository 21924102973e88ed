"""What Identity takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class IdentityOptions(Options):
    """The identity has no options."""

    def params(self, channels: int) -> int:
        """None."""
        del channels
        return 0
