"""From YOLOv5's raw predictions to boxes in pixels, and to what is found."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torchvision.ops import batched_nms, clip_boxes_to_image

from attnbench.tasks.detection.detector import Detections, Predictions
from attnbench.tasks.detection.yolov5.level import Level

LEAST_SCORE = 0.001
NMS_IOU = 0.6
MOST_CANDIDATES = 30_000
MOST_DETECTIONS = 300

LEAST_HALF = 2**-10
"""Pixels of half a side: less is lost beside a coordinate in float32, and 0/0 is no proportion."""


def decode_boxes(raw: Tensor, cells: Tensor, anchors: Tensor, stride: int) -> Tensor:
    """Boxes in pixels; a centre lies at most one cell and a half from its cell's corner.

    Args:
        raw: (..., 4), what the head says of x, y, width and height.
        cells: (..., 2), column and row.
        anchors: (..., 2), width and height in pixels.
        stride: Pixels from one cell to the next.

    Returns:
        (..., 4): left, top, right and bottom; a side is at most four times the anchor's.
    """
    shares = 2 * raw.sigmoid()
    centres = (shares[..., :2] - 0.5 + cells) * stride
    halves = (shares[..., 2:] ** 2 * anchors / 2).clamp(min=LEAST_HALF)
    return torch.cat((centres - halves, centres + halves), dim=-1)


@torch.no_grad()
def detect(predictions: Predictions, levels: Sequence[Level]) -> list[Detections]:
    """What is found in each image: every class of a box that is likely enough."""
    stride = levels[0].stride
    height, width = (side * stride for side in predictions[0].shape[2:])
    decoded = [_decode_level(*pair) for pair in zip(predictions, levels, strict=True)]
    boxes = clip_boxes_to_image(torch.cat([boxes for boxes, _ in decoded], dim=1), (height, width))
    scores = torch.cat([scores for _, scores in decoded], dim=1)
    return [_suppress(*image) for image in zip(boxes, scores, strict=True)]


def _decode_level(prediction: Tensor, level: Level) -> tuple[Tensor, Tensor]:
    """(B, A * (5 + K), h, w) -> boxes (B, A * h * w, 4) and scores (B, A * h * w, K)."""
    values = level.values(prediction)
    _, _, height, width, _ = values.shape
    rows, columns = torch.meshgrid(
        torch.arange(height, device=values.device),
        torch.arange(width, device=values.device),
        indexing="ij",
    )
    cells = torch.stack((columns, rows), dim=-1)
    anchors = level.sides(values)[:, None, None]
    boxes = decode_boxes(values[..., :4], cells, anchors, level.stride)
    objectness, classes = values[..., 4:5].sigmoid(), values[..., 5:].sigmoid()
    # A single class is not trained, since every object is of it.
    scores = objectness if classes.shape[-1] == 1 else objectness * classes
    return boxes.flatten(1, 3), scores.flatten(1, 3)


def _suppress(boxes: Tensor, scores: Tensor) -> Detections:
    """Suppress duplicates in one image: boxes (N, 4) and scores (N, K)."""
    places, labels = (scores > LEAST_SCORE).nonzero(as_tuple=True)
    likely = scores[places, labels]
    best = likely.argsort(descending=True, stable=True)[:MOST_CANDIDATES]
    places, labels, likely = places[best], labels[best], likely[best]
    kept = batched_nms(boxes[places], likely, labels, NMS_IOU)[:MOST_DETECTIONS]
    return Detections(boxes[places[kept]], likely[kept], labels[kept])
