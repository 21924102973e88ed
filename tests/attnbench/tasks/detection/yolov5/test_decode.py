"""Raw predictions become boxes, and of those that are one object the best is kept."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from attnbench.tasks.detection.yolov5.decode import MOST_DETECTIONS, decode_boxes, detect
from attnbench.tasks.detection.yolov5.level import Level

LEVELS = (Level(8, ((10, 13), (16, 30), (33, 23))), Level(16, ((30, 61), (62, 45), (59, 119))))


def encode(box: Tensor, cell: Tensor, anchor: Tensor, stride: int) -> Tensor:
    """What the head would have to say for a box (4,); the inverse of `decode_boxes`."""
    centre, sides = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    shares = torch.cat(((centre / stride - cell + 0.5) / 2, (sides / anchor).sqrt() / 2))
    return shares.logit()


def silent(classes: int = 4) -> list[Tensor]:
    """Predictions of a 96x96 image in which nothing is found."""
    return [torch.full((1, 3 * (5 + classes), side, side), -20.0) for side in (12, 6)]


def say(prediction: Tensor, raw: Tensor, label: int, *, column: int, row: int) -> None:
    """Let the first anchor of a cell be certain of a box."""
    values = prediction[0, : prediction.shape[1] // 3, row, column]
    values[:4], values[4], values[5 + label] = raw, 20.0, 20.0


@given(
    x=st.floats(-0.4, 1.4),
    y=st.floats(-0.4, 1.4),
    width=st.floats(0.05, 3.9),
    height=st.floats(0.05, 3.9),
    column=st.integers(0, 11),
    row=st.integers(0, 11),
)
def test_decoding_undoes_encoding(
    x: float, y: float, width: float, height: float, column: int, row: int
) -> None:
    cell = torch.tensor([column, row], dtype=torch.float64)
    anchor = torch.tensor([16.0, 30.0], dtype=torch.float64)
    centre = (cell + torch.tensor([x, y])) * 8
    halves = anchor * torch.tensor([width, height], dtype=torch.float64) / 2
    box = torch.cat((centre - halves, centre + halves))
    assert torch.allclose(decode_boxes(encode(box, cell, anchor, 8), cell, anchor, 8), box)


@given(raw=st.lists(st.floats(-50, 50), min_size=4, max_size=4))
def test_a_box_is_near_its_cell_and_at_most_four_times_its_anchor(raw: list[float]) -> None:
    cell, anchor = torch.tensor([3.0, 4.0]), torch.tensor([16.0, 30.0])
    box = decode_boxes(torch.tensor(raw), cell, anchor, 8)
    centre, sides = (box[:2] + box[2:]) / 2, box[2:] - box[:2]
    assert ((centre / 8 - cell - 0.5).abs() <= 1 + 1e-5).all()
    assert (sides <= 4 * anchor + 1e-3).all()


def test_a_cell_that_is_certain_is_found_where_it_says() -> None:
    predictions = silent()
    box = torch.tensor([20.0, 30, 34, 50])
    cell, anchor = torch.tensor([3.0, 5.0]), torch.tensor([10.0, 13.0])
    say(predictions[0], encode(box, cell, anchor, 8), 2, column=3, row=5)
    (detections,) = detect(tuple(predictions), LEVELS)
    assert detections.boxes.tolist() == [pytest.approx(box.tolist(), abs=1e-3)]
    assert detections.labels.tolist() == [2]
    assert detections.scores.tolist() == pytest.approx([1.0])


def test_a_box_may_be_of_several_classes() -> None:
    predictions = silent()
    say(predictions[1], torch.zeros(4), 1, column=2, row=2)
    say(predictions[1], torch.zeros(4), 3, column=2, row=2)
    (detections,) = detect(tuple(predictions), LEVELS)
    assert sorted(detections.labels.tolist()) == [1, 3]


def test_of_boxes_of_one_object_the_best_is_kept() -> None:
    predictions = silent()
    for column in (4, 5):
        say(predictions[0], torch.tensor([0.0, 0, 3, 3]), 1, column=column, row=5)
    predictions[0][0, 4, 5, 4] = 1.0
    (detections,) = detect(tuple(predictions), LEVELS)
    assert detections.scores.tolist() == pytest.approx([1.0])


def test_a_single_class_is_scored_by_objectness_alone() -> None:
    predictions = silent(classes=1)
    predictions[0][0, 4, 5, 5] = 1.0
    (detections,) = detect(tuple(predictions), LEVELS)
    assert detections.scores.tolist() == pytest.approx([torch.tensor(1.0).sigmoid().item()])


def test_no_more_than_the_best_are_given_and_all_lie_in_the_image() -> None:
    predictions = [torch.full((2, 3 * 84, side, side), 3.0) for side in (12, 6)]
    for detections in detect(tuple(predictions), LEVELS):
        assert len(detections.scores) == MOST_DETECTIONS
        assert detections.boxes.min() >= 0
        assert detections.boxes.max() <= 96


def test_where_predictions_are_no_numbers_nothing_is_found() -> None:
    predictions = [torch.full_like(prediction, torch.nan) for prediction in silent()]
    (detections,) = detect(tuple(predictions), LEVELS)
    assert detections.boxes.shape == (0, 4)
