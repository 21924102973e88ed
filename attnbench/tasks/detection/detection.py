"""The detection task: a detector's own loss, scored by COCO's mean average precision."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from accelerate.utils import extract_model_from_parallel
from numpy.typing import NDArray
from torch import Tensor, nn
from torchvision.ops import clip_boxes_to_image

from attnbench.data.feed import Batch, Feed, Split
from attnbench.tasks.detection.average_precision import Truth, refuse_without_metric, scores
from attnbench.tasks.detection.detector import Detections, Detector, Predictions
from attnbench.training.task import Evaluation

EMPTY = Evaluation({}, {})


class Detection:
    """Images with boxes; implements `Task`.

    Args:
        feed: The data set.

    Raises:
        WrongUse: if torchmetrics or faster-coco-eval is not installed.
    """

    def __init__(self, feed: Feed) -> None:
        refuse_without_metric()
        self.feed = feed

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """The detector's loss, in float32 whatever the network computes in."""
        predictions = network(batch["images"])
        with _full_precision(predictions):
            return detector_of(network).loss(
                _in_float32(predictions), batch["boxes"], batch["labels"]
            )

    @torch.no_grad()
    def evaluate(self, network: nn.Module, split: Split) -> Evaluation:
        """Mean average precision in percent, and the detections.

        The outcomes `detected_image`, `detected_boxes`, `detected_scores` and `detected_labels`
        have one row a detection: the index of the image in the split, and the rest in pixels of
        the original image.
        """
        detections: list[Detections] = []
        truth: list[Truth] = []
        for batch in self.feed.evaluation(split):
            detections += _detect(network, batch)
            truth += _truth(batch)
        if not truth:
            return EMPTY
        return Evaluation(scores(detections, truth), detection_arrays(detections))


def detector_of(network: nn.Module) -> Detector:
    """The detector in what several devices train together."""
    detector = extract_model_from_parallel(network)
    assert isinstance(detector, Detector), f"{type(detector).__name__} is not a detector"
    return detector


def detection_arrays(detections: Sequence[Detections]) -> Mapping[str, NDArray[np.generic]]:
    """The detections of all images as columns of one table."""
    counts = [len(image.scores) for image in detections]
    return {
        "detected_image": np.repeat(np.arange(len(detections), dtype=np.int32), counts),
        "detected_boxes": torch.cat([image.boxes for image in detections]).numpy(),
        "detected_scores": torch.cat([image.scores for image in detections]).numpy(),
        "detected_labels": torch.cat([image.labels for image in detections])
        .numpy()
        .astype(np.int32),
    }


def _detect(network: nn.Module, batch: Batch) -> list[Detections]:
    """The detections in each image."""
    predictions = network(batch["images"])
    with _full_precision(predictions):
        detections = detector_of(network).detect(_in_float32(predictions))
    return [
        _in_the_image(image, scale.item(), *size.tolist())
        for image, scale, size in zip(detections, batch["scales"], batch["sizes"], strict=True)
    ]


def _in_the_image(detections: Detections, scale: float, width: int, height: int) -> Detections:
    """On the CPU, in pixels of the original image; what reaches beyond it is cut off."""
    boxes = clip_boxes_to_image(detections.boxes.cpu() / scale, (height, width))
    seen = (boxes[:, 2:] > boxes[:, :2]).all(1)
    return Detections(boxes[seen], detections.scores.cpu()[seen], detections.labels.cpu()[seen])


def _truth(batch: Batch) -> list[Truth]:
    columns = (batch[name].cpu() for name in ("boxes", "labels", "crowds", "areas"))
    return [
        Truth(*(column[labels >= 0] for column in (boxes, labels, crowds, areas)))
        for boxes, labels, crowds, areas in zip(*columns, strict=True)
    ]


def _full_precision(predictions: Predictions) -> torch.autocast:
    return torch.autocast(predictions[0].device.type, enabled=False)


def _in_float32(predictions: Predictions) -> Predictions:
    return tuple(level.float() for level in predictions)
