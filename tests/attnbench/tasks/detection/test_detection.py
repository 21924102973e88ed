"""A detector is trained by its own loss, and scored in pixels of the original images."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from attnbench.data.feed import Batch, Split
from attnbench.tasks.detection.detection import Detection, detector_of
from attnbench.tasks.detection.detector import Detections, Detector, Predictions

BOXES = torch.tensor([[[10.0, 20, 60, 90], [0, 0, 0, 0]], [[5.0, 5, 25, 25], [100, 0, 200, 150]]])
LABELS = torch.tensor([[1, -1], [0, 1]])
SCALES = torch.tensor([0.5, 0.25])


class Oracle(nn.Module):
    """Finds what it is told; its predictions are boxes of the network's image and their labels."""

    num_classes = 2

    def __init__(self, kind: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.kind = kind
        self.seen: list[torch.dtype] = []

    def forward(self, images: Tensor) -> Predictions:
        return ((images.flatten(1) * self.weight).to(self.kind),)

    def loss(self, predictions: Predictions, boxes: Tensor, labels: Tensor) -> Tensor:
        self.seen += [predictions[0].dtype, (boxes.float() @ boxes.float().mT).dtype]
        return (predictions[0].sum() - boxes.sum()) * (labels >= 0).sum()

    def detect(self, predictions: Predictions) -> list[Detections]:
        rows = predictions[0].view(len(predictions[0]), -1, 6)
        return [
            Detections(boxes[:, :4], boxes[:, 4], boxes[:, 5].long())
            for boxes in (image[image[:, 4] > 0] for image in rows)
        ]


class Truths:
    """A feed of one batch whose images tell the oracle what to find."""

    train_count = validation_count = 0
    test_count = 2
    steps_per_epoch = 0

    def __init__(self, *, right: bool = True, width: int = 300) -> None:
        self._width = width
        scores = (LABELS >= 0)[..., None].float()
        labels = (LABELS if right else 1 - LABELS)[..., None].float()
        rows = torch.cat((BOXES * SCALES[:, None, None], scores, labels), dim=-1)
        self._images = rows[:, None]

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        raise NotImplementedError

    def batches_digest(self, seed: int, epochs: int) -> str:
        raise NotImplementedError

    def evaluation(self, split: Split) -> Iterator[Batch]:
        if split == "test":
            yield {
                "images": self._images,
                "scales": SCALES,
                "sizes": torch.tensor([[100, 100], [self._width, 200]]),
                "boxes": BOXES,
                "labels": LABELS,
                "crowds": torch.zeros_like(LABELS, dtype=torch.bool),
                "areas": torch.tensor([[3500.0, 0], [400, 15000]]),
            }


def test_who_finds_every_object_in_original_pixels_is_scored_100() -> None:
    evaluation = Detection(Truths()).evaluate(Oracle(), "test")
    assert evaluation.scores == pytest.approx(
        dict.fromkeys(("map50", "map50_95", "map_small", "map_medium", "map_large"), 100.0)
    )


def test_who_finds_none_is_scored_0() -> None:
    evaluation = Detection(Truths(right=False)).evaluate(Oracle(), "test")
    assert {*evaluation.scores.values()} == {0.0}


def test_the_outcomes_hold_what_was_found() -> None:
    outcomes = Detection(Truths()).evaluate(Oracle(), "test").outcomes
    assert outcomes["detected_image"].tolist() == [0, 1, 1]
    assert np.array_equal(outcomes["detected_boxes"], BOXES[LABELS >= 0].numpy())
    assert outcomes["detected_labels"].tolist() == [1, 0, 1]
    assert outcomes["detected_scores"].tolist() == [1, 1, 1]


def test_what_reaches_into_the_grey_is_cut_off_at_the_image() -> None:
    narrow = Detection(Truths(width=150)).evaluate(Oracle(), "test").outcomes
    assert narrow["detected_boxes"][2].tolist() == [100, 0, 150, 150]
    beside = Detection(Truths(width=90)).evaluate(Oracle(), "test").outcomes
    assert beside["detected_image"].tolist() == [0, 1]


def test_a_split_without_images_has_no_scores() -> None:
    evaluation = Detection(Truths()).evaluate(Oracle(), "validation")
    assert evaluation.scores == {}
    assert evaluation.outcomes == {}


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16])
def test_the_loss_is_computed_in_float32(kind: torch.dtype) -> None:
    detector = Oracle(kind)
    batch = {"images": torch.ones(2, 1, 2, 6), "boxes": BOXES, "labels": LABELS}
    with torch.autocast("cpu", torch.bfloat16):
        Detection(Truths()).loss(detector, batch).backward()
    assert detector.seen == [torch.float32, torch.float32]
    assert detector.weight.grad is not None


def test_a_wrapped_detector_is_still_found() -> None:
    detector = Oracle()
    assert isinstance(detector, Detector)
    assert detector_of(torch.nn.DataParallel(detector)) is detector
