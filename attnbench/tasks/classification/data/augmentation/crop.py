"""A random piece of the padded image.

Source: He et al., 2016, arXiv:1512.03385, section 4.2.
"""

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional

from attnbench.tasks.classification.data.augmentation.transformation import Drawn, Draws
from attnbench.tasks.classification.fields import Padding

PADDING_MODES = {"zero": "constant", "edge": "edge"}
"""Torchvision's words."""


class PaddedCrop:
    """Pads each side and cuts a piece of the image's own size out, anywhere.

    Args:
        margin: Pixels that each side gets.
        padding: What they are: black, or the edge repeated.
    """

    def __init__(self, margin: int, padding: Padding) -> None:
        self._margin = margin
        self._mode = PADDING_MODES[padding]

    def draw(self, random: np.random.Generator, count: int) -> Draws:
        """The first row and the first column of each piece, (count, 2)."""
        return random.integers(2 * self._margin + 1, size=(count, 2))

    def apply(self, images: Tensor, drawn: Drawn) -> Tensor:
        """(B, C, H, W) of uint8 -> (B, C, H, W)."""
        count, _, height, width = images.shape
        padded = functional.pad(images, [self._margin] * 4, padding_mode=self._mode)
        pieces = padded.unfold(2, height, 1).unfold(3, width, 1)
        top, left = drawn.device.unbind(1)
        return pieces[torch.arange(count, device=images.device), :, top, left]
