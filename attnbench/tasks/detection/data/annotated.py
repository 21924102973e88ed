"""Images with the boxes that a file says, in any format: checked, cut and put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attnbench.data.pictures import ImageFiles
from attnbench.tasks.detection.data.boxes import Boxes
from attnbench.tasks.detection.data.checking import NameOf, inside, note_of_empty
from attnbench.tasks.detection.data.pictures import BoxedPictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """The boxes of one split, as they are written."""

    owners: NDArray[np.int64]
    """(N,), the image that each is of."""
    corners: NDArray[np.float64]
    """(N, 4): left, top, right and bottom in pixels."""
    labels: NDArray[np.int64]
    """(N,), class indices."""
    crowds: NDArray[np.bool_]
    """(N,), whether it is neither trained on nor scored."""
    areas: NDArray[np.float32]
    """(N,), pixels that the object itself covers."""


def boxed_pictures(
    paths: Sequence[Path], sizes: NDArray[np.int64], annotations: Annotations, name: NameOf
) -> tuple[BoxedPictures, tuple[str, ...]]:
    """The images with their boxes, and notes of boxes that were cut off or left out.

    Args:
        paths: N images.
        sizes: (N, 2), width and height of each as its boxes were drawn.
        annotations: Their boxes.
        name: What to call a box in an error.

    Raises:
        WrongUse: if a box cannot be used.
    """
    corners, of_cut = inside(annotations.corners, sizes[annotations.owners], name)
    full, of_empty = note_of_empty(corners, name)
    every = Boxes(
        corners=corners,
        labels=annotations.labels,
        crowds=annotations.crowds,
        areas=annotations.areas,
    )
    images = ImageFiles(tuple(map(str, paths)))
    pictures = BoxedPictures.of(images, sizes, annotations.owners[full], every[full])
    return pictures, tuple(note for note in (of_cut, of_empty) if note)
