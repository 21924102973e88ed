"""What GSoP takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.option import option
from attnzoo.options import Options

WIDEST_STRIDED = 256
"""Channels up to which the code takes every second position."""

EXPANSION = 4
"""Filters that each row of the covariance has."""


@dataclass(frozen=True, kw_only=True)
class GSOPOptions(Options):
    """The options of GSoP.

    Attributes:
        dimension: Channels d that are left before the covariance.
        stride: Step between the positions of the covariance; by default 2 up to 256 channels, then
            1.
    """

    dimension: int = option(128, minimum=1)
    stride: int | None = option(None, kind=int, minimum=1)

    def params(self, channels: int) -> int:
        """Two 1x1 convolutions, two norms, and four filters for each row of the covariance."""
        return self._weights(channels) + channels + 9 * self.dimension

    def macs(self, channels: int, height: int, width: int) -> int:
        """The reduction and the covariance at each position taken, then two layers."""
        step = self.step(channels)
        positions = -(-height // step) * -(-width // step)
        reduction = channels * self.dimension
        per_position = reduction + self.dimension**2
        return per_position * positions + self._weights(channels) - reduction

    def step(self, channels: int) -> int:
        """The step between positions."""
        return self.stride or (2 if channels <= WIDEST_STRIDED else 1)

    def _weights(self, channels: int) -> int:
        return (1 + EXPANSION) * channels * self.dimension + EXPANSION * self.dimension**2
