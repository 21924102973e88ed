"""What every transformation of training images keeps: first it draws, then it is applied."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Draws = NDArray[np.int64]
"""Random whole numbers of an epoch, one row an image."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws where the host can read them, and once more where the images are.

    Slicing gives a part of both without waiting for the device.
    """

    host: Draws
    device: Tensor

    @classmethod
    def on(cls, device: str, draws: Draws) -> Self:
        """Draws, copied to a device."""
        return cls(draws, torch.from_numpy(draws).to(device))

    def __getitem__(self, rows: slice) -> "Drawn":
        return Drawn(self.host[rows], self.device[rows])


class Transformation(Protocol):
    """A random change of images."""

    def draw(self, random: np.random.Generator, count: int) -> Draws:
        """All random numbers for `count` images, (count, ...)."""
        ...

    def apply(self, images: Tensor, drawn: Drawn) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), each image changed as its row of draws says."""
        ...
