"""Images with boxes as the network gets them: what worker processes do, and batches of it."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms.v2.functional import pil_to_tensor

from attnbench.data.sample_feed import Targets
from attnbench.data.split import Indices
from attnbench.tasks.detection.data.augmentation import Augmentation
from attnbench.tasks.detection.data.pictures import BoxedPictures
from attnbench.tasks.detection.data.scene import Scene, letterboxed, scale_to

Sample = tuple[Tensor, Mapping[str, Tensor]]
"""Pixels, (3, S, S) of uint8, and by name what is to be learned, one row a box."""

PADDING: Mapping[str, float] = {"boxes": 0, "labels": -1, "crowds": False, "areas": 0}
"""What stands where an image has fewer boxes than another one of its batch."""


class TrainingSamples:
    """Some images, each augmented by its own random stream; implements `Samples`.

    Args:
        pictures: That they are among; crowds are no boxes to learn.
        indices: Which, in their order.
        augmentation: What is done to each; a mosaic takes any of them.
        seed: Of all streams; the place of an image in the order is the rest.
    """

    def __init__(
        self,
        pictures: BoxedPictures,
        indices: Indices,
        augmentation: Augmentation,
        seed: tuple[int, int],
    ) -> None:
        self._pictures = pictures
        self._indices = indices
        self._augmentation = augmentation
        self._seed = seed

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, place: int) -> Sample:
        """One image with its boxes in pixels of what the network gets."""
        random = np.random.default_rng((*self._seed, place))
        scene = self._augmentation.apply(
            int(self._indices[place]), self._indices, self._scene, random
        )
        return pil_to_tensor(scene.picture), {
            "boxes": torch.from_numpy(scene.corners),
            "labels": torch.from_numpy(scene.labels),
        }

    def _scene(self, index: int) -> Scene:
        boxes = self._pictures.boxes_of(index)
        single = boxes[~boxes.crowds]
        return Scene(self._pictures.read(index), single.corners, single.labels)


class EvaluationSamples:
    """Some images as squares; implements `Samples`.

    Args:
        pictures: That they are among.
        indices: Which, in their order.
        side: Of the square, in pixels.
    """

    def __init__(self, pictures: BoxedPictures, indices: Indices, side: int) -> None:
        self._pictures = pictures
        self._indices = indices
        self._side = side

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, place: int) -> Sample:
        """One image with its boxes in pixels of the original."""
        index = int(self._indices[place])
        picture, boxes = self._pictures.read(index), self._pictures.boxes_of(index)
        scene = letterboxed(Scene(picture, boxes.corners, boxes.labels), self._side)
        return pil_to_tensor(scene.picture), {
            "boxes": torch.from_numpy(boxes.corners),
            "labels": torch.from_numpy(boxes.labels),
            "crowds": torch.from_numpy(boxes.crowds),
            "areas": torch.from_numpy(boxes.areas),
            "scales": torch.tensor(scale_to(self._side, picture.size)),
            "sizes": torch.tensor(picture.size),
        }


def collate(samples: Sequence[Sample]) -> tuple[Tensor, Targets]:
    """A batch: (B, 3, S, S), and what is to be learned, padded to the most boxes of an image."""
    images = torch.stack([pixels for pixels, _ in samples])
    names = samples[0][1].keys()
    rows = {name: [targets[name] for _, targets in samples] for name in names}
    return images, Targets(
        {
            name: _padded(parts, PADDING[name]) if name in PADDING else torch.stack(parts)
            for name, parts in rows.items()
        }
    )


def _padded(rows: Sequence[Tensor], padding: float) -> Tensor:
    """B tensors of any lengths -> (B, M, ...), with room for one box at least."""
    most = max(1, *map(len, rows))
    padded = rows[0].new_full((len(rows), most, *rows[0].shape[1:]), padding)
    for row, values in zip(padded, rows, strict=True):
        row[: len(values)] = values
    return padded
