"""The loss is least where boxes, objectness and classes are right, and a network learns by it."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, distributed
from torch.testing._internal.distributed.fake_pg import FakeStore
from torchvision.ops import box_iou

from attnbench.tasks.detection.detector import Detector
from attnbench.tasks.detection.yolov5.assignment import assign
from attnbench.tasks.detection.yolov5.level import Level
from attnbench.tasks.detection.yolov5.loss import loss
from attnbench.tasks.detection.yolov5.network import NETWORKS

LEVELS = (
    Level(8, ((10, 13), (16, 30), (33, 23))),
    Level(16, ((30, 61), (62, 45), (59, 119))),
    Level(32, ((116, 90), (156, 198), (373, 326))),
)
BOXES = torch.tensor([[[8.0, 10, 30, 40], [35, 30, 60, 58]], [[20, 4, 50, 28], [0, 0, 0, 0]]])
LABELS = torch.tensor([[0, 2], [1, -1]])
CERTAIN = 12.0


def silent(classes: int = 3) -> tuple[Tensor, ...]:
    """Predictions of two 64x64 images in which there is certainly nothing."""
    return tuple(torch.full((2, 3 * (5 + classes), side, side), -CERTAIN) for side in (8, 4, 2))


def perfect() -> tuple[Tensor, ...]:
    """Predictions of `BOXES`: in every cell that learns one, its box and class."""
    predictions = silent()
    for prediction, level in zip(predictions, LEVELS, strict=True):
        values = level.values(prediction)
        side = values.shape[2]
        assigned = assign(BOXES, LABELS, level, height=side, width=side)
        centres = (assigned.boxes[:, :2] + assigned.boxes[:, 2:]) / 2
        sides = assigned.boxes[:, 2:] - assigned.boxes[:, :2]
        anchors = level.sides(values)[assigned.anchors]
        values[assigned.index] = torch.cat(
            (
                ((centres / level.stride - assigned.cells + 0.5) / 2).logit(1e-6),
                ((sides / anchors).sqrt() / 2).logit(),
                torch.full((len(sides), 1), CERTAIN),
                torch.where(torch.arange(3) == assigned.labels[:, None], CERTAIN, -CERTAIN),
            ),
            dim=1,
        )
    return predictions


@pytest.fixture(scope="module")
def best() -> tuple[tuple[Tensor, ...], Tensor]:
    """Perfect predictions and their loss."""
    predictions = perfect()
    return predictions, loss(predictions, BOXES, LABELS, LEVELS)


def test_the_loss_of_perfect_predictions_is_next_to_nothing(
    best: tuple[tuple[Tensor, ...], Tensor],
) -> None:
    assert 0 <= best[1] < 1e-3


@given(seed=st.integers(0, 1000), part=st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7]))
def test_every_other_prediction_has_a_higher_loss(
    seed: int, part: int, best: tuple[tuple[Tensor, ...], Tensor]
) -> None:
    least = best[1]
    predictions = tuple(prediction.clone() for prediction in best[0])
    generator = torch.Generator().manual_seed(seed)
    for prediction, level in zip(predictions, LEVELS, strict=True):
        values = level.values(prediction)
        values[..., part] = torch.randn(values.shape[:-1], generator=generator)
    assert loss(predictions, BOXES, LABELS, LEVELS) > least


def test_images_without_objects_teach_that_there_is_nothing() -> None:
    no_objects = torch.zeros(2, 0, 4), torch.zeros(2, 0).long()
    assert loss(silent(), *no_objects, LEVELS) < 1e-4
    certain = tuple(-prediction for prediction in silent())
    assert loss(certain, *no_objects, LEVELS) > 0.01


def test_padding_changes_nothing() -> None:
    generator = torch.Generator().manual_seed(0)
    predictions = tuple(
        torch.randn(prediction.shape, generator=generator) for prediction in silent()
    )
    padded = (
        torch.cat((BOXES, torch.full((2, 3, 4), 9.0)), dim=1),
        torch.cat((LABELS, torch.full((2, 3), -1)), dim=1),
    )
    assert loss(predictions, *padded, LEVELS) == loss(predictions, BOXES, LABELS, LEVELS)


def test_a_box_without_a_size_has_a_loss_and_a_gradient() -> None:
    predictions = tuple((50 * prediction).requires_grad_() for prediction in silent())
    value = loss(predictions, BOXES, LABELS, LEVELS)
    value.backward()
    assert value.isfinite()
    assert all(
        prediction.grad is not None and prediction.grad.isfinite().all()
        for prediction in predictions
    )


def test_a_single_class_is_not_learned() -> None:
    predictions = tuple(prediction.requires_grad_() for prediction in silent(classes=1))
    loss(predictions, BOXES, LABELS.clamp(max=0), LEVELS).backward()
    for prediction, level in zip(predictions, LEVELS, strict=True):
        assert prediction.grad is not None
        assert not level.values(prediction.grad)[..., 5].any()


def test_the_loss_is_that_of_an_image_times_the_batch() -> None:
    generator = torch.Generator().manual_seed(0)
    one = tuple(
        torch.randn(1, *prediction.shape[1:], generator=generator) for prediction in silent()
    )
    four = tuple(prediction.expand(4, -1, -1, -1) for prediction in one)
    alone = loss(one, BOXES[:1], LABELS[:1], LEVELS)
    together = loss(four, BOXES[:1].expand(4, -1, -1), LABELS[:1].expand(4, -1), LEVELS)
    assert together.item() == pytest.approx(4 * alone.item(), rel=1e-5)


def test_devices_that_share_a_batch_learn_as_fast_as_one() -> None:
    alone = loss(silent(), BOXES, LABELS, LEVELS)
    distributed.init_process_group("fake", store=FakeStore(), rank=0, world_size=2)
    try:
        shared = loss(silent(), BOXES, LABELS, LEVELS)
    finally:
        distributed.destroy_process_group()
    assert shared.item() == pytest.approx(2 * alone.item())


def test_of_two_objects_of_one_cell_the_better_found_one_counts() -> None:
    predictions = perfect()
    boxes = torch.cat((BOXES, BOXES[:, :1] + torch.tensor([0.0, 0, 8, 8])), dim=1)
    labels = torch.cat((LABELS, LABELS[:, :1]), dim=1)
    swapped = loss(predictions, boxes.flip(1), labels.flip(1), LEVELS)
    assert swapped.item() == pytest.approx(loss(predictions, boxes, labels, LEVELS).item())


def test_a_network_learns_where_the_objects_of_an_image_are() -> None:
    torch.manual_seed(0)
    network = NETWORKS["yolov5n"](3)
    assert isinstance(network, Detector)
    image = torch.zeros(1, 3, 64, 64)
    for (left, top, right, bottom), label in zip(BOXES[0].int().tolist(), LABELS[0], strict=True):
        image[0, label, top:bottom, left:right] = 2.0
    optimizer = torch.optim.AdamW(network.parameters(), 6e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, 80)
    for _ in range(80):
        optimizer.zero_grad()
        network.loss(network(image), BOXES[:1], LABELS[:1]).backward()
        optimizer.step()
        schedule.step()
    (detections,) = network.detect(network(image))
    overlaps, matches = box_iou(BOXES[0], detections.boxes[:2]).max(dim=1)
    assert overlaps.min() > 0.9
    assert detections.labels[matches].tolist() == LABELS[0].tolist()
