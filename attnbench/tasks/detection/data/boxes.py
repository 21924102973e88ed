"""Boxes of objects: those of one image, or of many, one image after the other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""(N, 4): left, top, right and bottom in pixels, where a pixel is from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Boxes with what they are drawn around."""

    corners: Corners
    labels: NDArray[np.int64]
    """(N,), class indices."""
    crowds: NDArray[np.bool_]
    """(N,), whether a box is around many objects of its class, which are not told apart."""
    areas: NDArray[np.float32]
    """(N,), pixels that the object itself covers; the area of the box where it is unknown."""

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | NDArray[np.bool_] | NDArray[np.int64]) -> "Boxes":
        return Boxes(
            corners=self.corners[chosen],
            labels=self.labels[chosen],
            crowds=self.crowds[chosen],
            areas=self.areas[chosen],
        )
