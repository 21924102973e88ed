"""A blank square anywhere in the image.

Source: DeVries and Taylor, 2017, arXiv:1708.04552.
"""

import numpy as np
import torch
from torch import Tensor

from attnbench.meta import ImageSize
from attnbench.tasks.classification.data.augmentation.transformation import Drawn, Draws


class Cutout:
    """Sets a square of normalised images to 0, the mean colour of the data set.

    Its centre is anywhere in the image; what lies beyond the border is cut off, as in the paper.

    Args:
        side: Of the square, in pixels.
        size: Of an image.
    """

    def __init__(self, side: int, size: ImageSize) -> None:
        self._side = side
        self._size = size

    def draw(self, random: np.random.Generator, count: int) -> Draws:
        """The row and the column of each centre, (count, 2)."""
        return random.integers(self._size[1:], size=(count, 2))

    def apply(self, images: Tensor, drawn: Drawn) -> Tensor:
        """(B, C, H, W), normalised -> (B, C, H, W)."""
        rows, columns = (
            self._covered(centres, length)
            for centres, length in zip(drawn.device.unbind(1), self._size[1:], strict=True)
        )
        square = rows[:, None, :, None] & columns[:, None, None, :]
        return images.masked_fill(square, 0)

    def _covered(self, centres: Tensor, length: int) -> Tensor:
        """(B,) -> (B, length): whether a place along one axis is within the square."""
        first = centres[:, None] - self._side // 2
        places = torch.arange(length, device=centres.device)
        return (places >= first) & (places < first + self._side)
