"""A few operations on each image, drawn from fourteen.

Source: Cubuk et al., 2020, arXiv:1909.13719.
"""

import numpy as np
import torch
from torch import Tensor

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize
from attnbench.tasks.classification.data.augmentation.operations import operations
from attnbench.tasks.classification.data.augmentation.transformation import Drawn, Draws

CHANNELS = (1, 3)
"""Numbers of channels whose colours torchvision can change."""


class RandAugment:
    """Changes each image by `rounds` operations, one after the other.

    Args:
        rounds: Operations an image.
        magnitude: Of all operations, 0 to 30.
        size: Of an image.

    Raises:
        WrongUse: if the images are neither grey nor RGB.
    """

    def __init__(self, rounds: int, magnitude: int, size: ImageSize) -> None:
        if size[0] not in CHANNELS:
            raise WrongUse(
                f"must be 0 for images of {size[0]} channels: RandAugment needs 1 or 3",
                parameter="recipe.rand_augment_ops",
            )
        self._rounds = rounds
        self._operations = operations(magnitude, size)

    def draw(self, random: np.random.Generator, count: int) -> Draws:
        """Which operation each image gets in each round, (count, rounds)."""
        chances = [operation.chance for operation in self._operations]
        return random.choice(len(self._operations), size=(count, self._rounds), p=chances)

    def apply(self, images: Tensor, drawn: Drawn) -> Tensor:
        """(B, C, H, W) of uint8 -> (B, C, H, W)."""
        for choices in drawn.host.T:
            images = self._apply_round(images, choices)
        return images

    def _apply_round(self, images: Tensor, choices: Draws) -> Tensor:
        """Sort the images by what they drew, change each group, and put all back in order."""
        by_choice = torch.from_numpy(choices.argsort(kind="stable"))
        by_choice = by_choice.to(images.device, non_blocking=True)
        counts = np.bincount(choices, minlength=len(self._operations)).tolist()
        groups = images.index_select(0, by_choice).split(counts)
        changed = [
            operation.apply(group)
            for operation, group in zip(self._operations, groups, strict=True)
            if len(group)
        ]
        return torch.cat(changed).index_select(0, by_choice.argsort())
