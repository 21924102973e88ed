"""A mirrored image, by chance."""

import numpy as np
import torch
from torch import Tensor

from attnbench.tasks.classification.data.augmentation.transformation import Drawn, Draws


class HorizontalFlip:
    """Swaps left and right.

    Args:
        chance: Of each image to be mirrored.
    """

    def __init__(self, chance: float) -> None:
        self._chance = chance

    def draw(self, random: np.random.Generator, count: int) -> Draws:
        """1 for each image that is mirrored, 0 for the others, (count,)."""
        return (random.random(count) < self._chance).astype(np.int64)

    def apply(self, images: Tensor, drawn: Drawn) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        count = len(images)
        # On a CPU, torch.where takes several times as long on uint8.
        both = torch.cat([images, images.flip(3)])
        chosen = torch.arange(count, device=images.device) + count * drawn.device
        return both.index_select(0, chosen)
