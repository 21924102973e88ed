"""Data sets of images with masks; image and mask are decoded when they are read."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attnbench.data.pictures import Openable, decode
from attnbench.errors import CorruptImage

IGNORED = 255
"""Label of pixels that are neither learned nor scored."""

Mask = NDArray[np.uint8]
"""(H, W), class indices, and `IGNORED`."""


class Masks(Protocol):
    """The masks of one split."""

    def read(self, index: int) -> Mask:
        """One mask.

        Raises:
            CorruptImage: if it cannot be read, or has a label that is no class.
        """
        ...

    def name(self, index: int) -> str:
        """What to call a mask in an error, such as its path."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedPictures:
    """The images of one split with their masks."""

    images: Openable
    masks: Masks
    sizes: NDArray[np.int64]
    """(N, 2), width and height of each image."""

    def __len__(self) -> int:
        return len(self.sizes)

    def read(self, index: int) -> tuple[Image.Image, Mask]:
        """One image in RGB and its mask.

        Raises:
            CorruptImage: if one of them cannot be read, or their sizes differ.
        """
        picture, mask = decode(self.images, index), self.masks.read(index)
        height, width = mask.shape
        if picture.size != (width, height):
            raise CorruptImage(
                f"image {self.images.name(index)} has {picture.width}x{picture.height} pixels, and "
                f"its mask {self.masks.name(index)} {width}x{height}; bring one to the size of the "
                "other"
            )
        return picture, mask


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedPictureSet:
    """Both splits of a data set."""

    train: MaskedPictures
    test: MaskedPictures
    classes: tuple[str, ...]
    """Names, in the order of the class indices."""
    palette: NDArray[np.uint8] | None = None
    """(C, 3), the colours that the data set gives its classes; None where it has none."""
    fingerprint: str
    notes: tuple[str, ...] = ()
    """What a reader of a table should know of the data."""
