"""What a detection network offers to the task that trains and scores it."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor

Predictions = tuple[Tensor, ...]
"""What a detector's `forward` gives, one tensor a level; only the same detector can read it."""


@dataclass(frozen=True, slots=True)
class Detections:
    """The detections in one image, the most certain first."""

    boxes: Tensor
    """(N, 4): left, top, right and bottom in pixels of the network's image."""
    scores: Tensor
    """(N,), in 0..1."""
    labels: Tensor
    """(N,) of int64."""


@runtime_checkable
class Detector(Protocol):
    """A detection network; it is an `nn.Module` too.

    Its `forward` is a pure function of tensors, the same in training and evaluation, so that it
    runs on the meta device, compiles, and is counted and timed as it is.
    """

    num_classes: int

    def forward(self, images: Tensor) -> Predictions:
        """(B, 3, H, W) -> raw predictions."""
        ...

    def loss(self, predictions: Predictions, boxes: Tensor, labels: Tensor) -> Tensor:
        """The scalar to minimise.

        Args:
            predictions: What `forward` gave.
            boxes: (B, M, 4): left, top, right and bottom in pixels of the images.
            labels: (B, M) of int64; -1 where there is no box.
        """
        ...

    def detect(self, predictions: Predictions) -> list[Detections]:
        """The detections in each image, after non-maximum suppression."""
        ...
