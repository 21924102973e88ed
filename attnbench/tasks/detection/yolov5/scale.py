"""How wide and how deep each YOLOv5 is: multiples of one base network."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

CHANNEL_STEP = 8
"""Channels are rounded up to a multiple of it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Multiples of the base network's depth and width."""

    depth: float
    width: float

    def channels(self, base: int) -> int:
        """The channels of a map that has `base` of them in the base network."""
        return ceil(base * self.width / CHANNEL_STEP) * CHANNEL_STEP

    def repeats(self, base: int) -> int:
        """The bottlenecks of a block that has `base` of them in the base network."""
        return max(round(base * self.depth), 1)


SCALES: Mapping[str, Scale] = {
    "n": Scale(depth=0.33, width=0.25),
    "s": Scale(depth=0.33, width=0.50),
    "m": Scale(depth=0.67, width=0.75),
    "l": Scale(depth=1.0, width=1.0),
    "x": Scale(depth=1.33, width=1.25),
}
"""Scales by the letter of a network's name."""
