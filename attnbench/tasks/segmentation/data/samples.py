"""Images with masks as the network gets them: what worker processes do, and batches of it."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torchvision import tv_tensors
from torchvision.transforms.v2.functional import pil_to_tensor

from attnbench.data.sample_feed import Targets
from attnbench.data.split import Indices
from attnbench.data.streams import seeded
from attnbench.tasks.segmentation.data.augmentation import Augmentation, Scene, image_at
from attnbench.tasks.segmentation.data.pictures import MaskedPictures

Sample = tuple[Tensor, Tensor]
"""Pixels, (3, H, W) of uint8, and the mask, (H, W) of uint8; its size may be another one."""


class TrainingSamples:
    """Some images, each augmented by its own random stream; implements `Samples`.

    Args:
        pictures: That they are among.
        indices: Which, in their order.
        augmentation: What is done to each.
        seed: Of all streams; the place of an image in the order is the rest.
    """

    def __init__(
        self,
        pictures: MaskedPictures,
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
        """One image and its mask, of one size."""
        scene = scene_of(self._pictures, int(self._indices[place]))
        with seeded((*self._seed, place)):
            image, mask = self._augmentation.apply(scene)
        return _plain(image), _plain(mask)


class EvaluationSamples:
    """Some images, brought to a shorter side; implements `Samples`.

    Args:
        pictures: That they are among.
        indices: Which, in their order.
        side: Of the shorter side, in pixels.
    """

    def __init__(self, pictures: MaskedPictures, indices: Indices, side: int) -> None:
        self._pictures = pictures
        self._indices = indices
        self._side = side

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, place: int) -> Sample:
        """One image, and its mask in the size that it has."""
        image, mask = scene_of(self._pictures, int(self._indices[place]))
        return _plain(image_at(image, self._side)), _plain(mask)


def scene_of(pictures: MaskedPictures, index: int) -> Scene:
    """One image with its mask, which torchvision moves together.

    Raises:
        CorruptImage: if one of them cannot be read, or their sizes differ.
    """
    picture, mask = pictures.read(index)
    labels = torch.from_numpy(mask.copy())
    return tv_tensors.Image(pil_to_tensor(picture)), tv_tensors.Mask(labels)


def collate(samples: Sequence[Sample]) -> tuple[Tensor, Targets]:
    """A batch of samples of one size: images, (B, 3, H, W), and masks, (B, H, W)."""
    images, masks = zip(*samples, strict=True)
    return torch.stack(images), Targets(masks=torch.stack(masks))


def _plain(tensor: Any) -> Tensor:
    """Without what torchvision knows of it, which would follow it into the network."""
    return tensor.as_subclass(Tensor)
