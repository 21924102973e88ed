"""The colours of classes in pictures, and a mask painted with them."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]

Palette = NDArray[np.uint8]
"""(C, 3), the colour of each class."""

STRIPE, BETWEEN = (150, 150, 150), (245, 245, 245)
"""Pixels of no class are hatched, since any one colour may be that of a class."""
PERIOD, WIDTH = 6, 2
"""Pixels from one stripe of the hatch to the next, and of a stripe."""

STEPS = 12
"""Levels of red, green and blue among which colours are chosen."""
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
"""From linear sRGB, as Oklab (Ottosson, 2020) defines it."""
TO_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
"""From the cube roots of what the cones see."""


def palette_of(num_classes: int, own: Sequence[Colour] = ()) -> Palette:
    """The colours of a data set's classes.

    Args:
        num_classes: At most 255.
        own: The colours that the data set gives its classes; empty where it gives none.
    """
    return np.array(own, np.uint8) if own else _distinct_colours()[:num_classes]


def paint(labels: NDArray[np.uint8], palette: Palette) -> NDArray[np.uint8]:
    """A mask in colours, (H, W, 3); what is no class is hatched.

    Args:
        labels: (H, W) at the size at which it is shown: a resized hatch is grey.
        palette: See `palette_of`.
    """
    height, width = labels.shape
    diagonals = np.arange(height)[:, None] + np.arange(width)
    is_stripe = diagonals % PERIOD < WIDTH
    hatch = np.where(is_stripe[..., None], STRIPE, BETWEEN).astype(np.uint8)
    is_class = labels < len(palette)
    colours = palette[np.where(is_class, labels, 0)]
    return np.where(is_class[..., None], colours, hatch)


@cache
def _distinct_colours() -> Palette:
    """(255, 3): each is as far as it can be from white and from those before it.

    So the first colours of many classes are those of few.
    """
    levels = np.linspace(0, 255, STEPS).round()
    candidates = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(-1, 3)
    seen = _oklab(candidates)
    distances = np.linalg.norm(seen - _oklab(np.array([[255.0] * 3])), axis=1)
    chosen: list[int] = []
    for _ in range(255):
        chosen.append(int(distances.argmax()))
        distances = np.minimum(distances, np.linalg.norm(seen - seen[chosen[-1]], axis=1))
    return candidates[chosen].astype(np.uint8)


def _oklab(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3) of sRGB to a space in which distances are as they look."""
    shares = colours / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    oklab: NDArray[np.float64] = np.cbrt(linear @ np.array(TO_CONES).T) @ np.array(TO_OKLAB).T
    return oklab
