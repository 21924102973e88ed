"""Data sets of images with boxes; an image is decoded when it is read."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attnbench.data.pictures import Openable, decode
from attnbench.errors import CorruptImage
from attnbench.tasks.detection.data.boxes import Boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedPictures:
    """The images of one split with their boxes."""

    images: Openable
    sizes: NDArray[np.int64]
    """(N, 2), width and height of each image as its boxes were drawn."""
    starts: NDArray[np.int64]
    """(N + 1,): where among all boxes those of each image begin, and where the last ones end."""
    boxes: Boxes
    """The boxes of all images, image by image."""

    @classmethod
    def of(
        cls,
        images: Openable,
        sizes: NDArray[np.int64],
        owners: NDArray[np.int64],
        boxes: Boxes,
    ) -> Self:
        """Images with boxes in any order.

        Args:
            images: N of them.
            sizes: (N, 2), width and height.
            owners: The image that each box is of.
            boxes: All of them.
        """
        order = np.argsort(owners, kind="stable")
        starts = np.searchsorted(owners[order], np.arange(len(sizes) + 1))
        return cls(images=images, sizes=sizes, starts=starts, boxes=boxes[order])

    def __len__(self) -> int:
        return len(self.sizes)

    def boxes_of(self, index: int) -> Boxes:
        """The boxes of one image."""
        return self.boxes[slice(*self.starts[index : index + 2])]

    def read(self, index: int) -> Image.Image:
        """One image in RGB.

        Raises:
            CorruptImage: if it cannot be decoded, or is not of the size that its boxes were drawn
                for.
        """
        picture = decode(self.images, index)
        width, height = self.sizes[index]
        if picture.size != (width, height):
            raise CorruptImage(
                f"image {self.images.name(index)} has {picture.width}x{picture.height} pixels, and "
                f"its boxes were drawn for {width}x{height}; bring the image, or its boxes, to the "
                "size of the other"
            )
        return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedPictureSet:
    """Both splits of a data set."""

    train: BoxedPictures
    test: BoxedPictures
    classes: tuple[str, ...]
    """Names, in the order of the class indices."""
    side: int
    """Side to which images are resized if the recipe does not say otherwise."""
    fingerprint: str
    notes: tuple[str, ...] = ()
    """What was left out of the data."""
