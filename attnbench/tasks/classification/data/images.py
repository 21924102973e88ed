"""What every image data set gives."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from attnbench.meta import ImageSize


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """Training and test images with their labels."""

    train_images: NDArray[np.uint8]
    """(N, C, H, W), 0 to 255."""
    train_labels: NDArray[np.int64]
    """(N,), class indices."""
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    num_classes: int
    mean: tuple[float, ...]
    """By channel, of the training images, 0 to 1."""
    deviation: tuple[float, ...]
    """By channel, of the training images, 0 to 1."""
    class_names: tuple[str, ...] = ()
    """In the order of the class indices; empty where classes are only numbered."""

    @property
    def size(self) -> "ImageSize":
        """Channels, height and width."""
        channels, height, width = self.train_images.shape[1:]
        return channels, height, width
