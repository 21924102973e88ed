"""What SimAM takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import single_position
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class SimAMOptions(Options):
    """The option of SimAM.

    Attributes:
        e_lambda: Regularizer lambda of the variance; at 0 a constant channel gives 0 / 0.
    """

    e_lambda: float = option(0.0001, minimum=1e-12)

    def params(self, channels: int) -> int:
        """None."""
        del channels
        return 0

    def wrong_map(self, channels: int, height: int, width: int) -> str | None:
        """At least two positions."""
        del channels
        return single_position(height, width, "whose variance is not defined")
