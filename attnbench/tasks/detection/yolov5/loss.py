"""YOLOv5's loss: where the boxes are, where there are any, and of which class."""

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, distributed
from torchvision.ops import complete_box_iou_loss

from attnbench.tasks.detection.detector import Predictions
from attnbench.tasks.detection.yolov5.assignment import Assignment, assign
from attnbench.tasks.detection.yolov5.decode import decode_boxes
from attnbench.tasks.detection.yolov5.level import Level

BOX_GAIN = 0.05
OBJECTNESS_GAIN = 1.0
CLASS_GAIN = 0.5

GAINS_SIDE = 640
"""Side of the images that the gains are tuned for."""
GAINS_CLASSES = 80
"""Number of classes that the gains are tuned for."""
GAINS_LEVELS = 3
"""Number of levels that the gains are tuned for."""

BALANCE: Mapping[int, tuple[float, ...]] = {3: (4.0, 1.0, 0.4), 4: (4.0, 1.0, 0.25, 0.06)}
"""By the number of levels, the weight of each one's objectness, the finest first."""


def loss(
    predictions: Predictions, boxes: Tensor, labels: Tensor, levels: Sequence[Level]
) -> Tensor:
    """The loss of a batch, times its images on all devices; for the arguments see `Detector`."""
    parts = [
        _level_loss(level.values(prediction), boxes, labels, level)
        for prediction, level in zip(predictions, levels, strict=True)
    ]
    box, objectness, classes = torch.stack([torch.stack(losses) for losses in parts], dim=1)
    height, width = (side * levels[0].stride for side in predictions[0].shape[2:])
    num_classes = predictions[0].shape[1] // len(levels[0].anchors) - 5
    total = (
        BOX_GAIN * box.sum()
        + OBJECTNESS_GAIN
        * (height * width / GAINS_SIDE**2)
        * (objectness * objectness.new_tensor(BALANCE[len(levels)])).sum()
        + CLASS_GAIN * (num_classes / GAINS_CLASSES) * classes.sum()
    )
    return total * GAINS_LEVELS / len(levels) * _images_of_all_devices(boxes)


def _images_of_all_devices(boxes: Tensor) -> int:
    """Devices that share a batch average their gradients, whose losses are of their own images."""
    devices = distributed.get_world_size() if distributed.is_initialized() else 1
    return len(boxes) * devices


def _level_loss(
    values: Tensor, boxes: Tensor, labels: Tensor, level: Level
) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of boxes, objectness and classes, each a mean over the anchors it applies to."""
    _, _, height, width, _ = values.shape
    assigned = assign(boxes, labels, level, height=height, width=width)
    matched = values[assigned.index]
    anchors = level.sides(values)[assigned.anchors]
    decoded = decode_boxes(matched[:, :4], assigned.cells, anchors, level.stride)
    losses = complete_box_iou_loss(decoded, assigned.boxes)
    objectness = F.binary_cross_entropy_with_logits(
        values[..., 4], _objectness(values, assigned, 1 - losses.detach())
    )
    return _mean(losses), objectness, _class_loss(matched[:, 5:], assigned.labels)


def _objectness(values: Tensor, assigned: Assignment, overlaps: Tensor) -> Tensor:
    """(B, A, h, w): how well the box there fits; of several objects, the best."""
    wanted = values.new_zeros(values.shape[:-1])
    sizes = values.shape[1:-1]
    images, anchors, rows, columns = assigned.index
    flat = ((images * sizes[0] + anchors) * sizes[1] + rows) * sizes[2] + columns
    wanted.view(-1).scatter_reduce_(0, flat, overlaps.clamp(min=0), "amax")
    return wanted


def _class_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Each class against the others; nothing to learn where there is only one."""
    num_classes = logits.shape[1]
    if num_classes == 1:
        return logits.new_zeros(())
    wanted = F.one_hot(labels, num_classes).to(logits.dtype)
    return _mean(F.binary_cross_entropy_with_logits(logits, wanted, reduction="none"))


def _mean(losses: Tensor) -> Tensor:
    """The mean; 0 of none."""
    return losses.sum() / max(losses.numel(), 1)
