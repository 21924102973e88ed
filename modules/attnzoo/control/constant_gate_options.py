"""What Constant gate takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class ConstantGateOptions(Options):
    """A constant gate has no options."""

    def params(self, channels: int) -> int:
        """One logit per channel: C."""
        return channels
