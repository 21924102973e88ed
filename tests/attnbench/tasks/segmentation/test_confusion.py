"""Scores are those of torchmetrics, and of the definition written down in plain NumPy."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torchmetrics.classification import MulticlassJaccardIndex

from attnbench.tasks.segmentation.by_class import Confusion, iou_by_class
from attnbench.tasks.segmentation.confusion import count_pixels, predicted_classes, scores_of
from attnbench.tasks.segmentation.data.pictures import IGNORED

Labels = NDArray[np.int64]
Pair = tuple[Labels, Labels]
"""A mask and what was predicted, (H, W) each."""

CLASSES = 6


def confusion_of(pairs: Sequence[Pair], classes: int = CLASSES) -> Confusion:
    """As `Segmentation.evaluate` sums it."""
    total = np.zeros((classes, classes + 1), np.int64)
    for mask, predicted in pairs:
        counted = count_pixels(torch.from_numpy(mask), torch.from_numpy(predicted), classes)
        total += counted.numpy()
    return total


def plain_scores(pairs: Sequence[Pair], classes: int) -> Mapping[str, float]:
    """The definition: sums over the images of what each image counts, class by class."""
    both, either, labelled = (np.zeros(classes) for _ in range(3))
    for mask, predicted in pairs:
        for label in range(classes):
            is_true = mask == label
            is_found = (predicted == label) & (mask != IGNORED)
            both[label] += np.sum(is_true & is_found)
            either[label] += np.sum(is_true | is_found)
            labelled[label] += np.sum(is_true)
    # 0 / 0 of a class that is nowhere is no number, and no part of a mean.
    with np.errstate(invalid="ignore"):
        return {
            "miou": 100 * np.nanmean(both / either),
            "aacc": 100 * both.sum() / labelled.sum(),
            "macc": 100 * np.nanmean(both / labelled),
        }


def torchmetrics_miou(pairs: Sequence[Pair], classes: int) -> float:
    metric = MulticlassJaccardIndex(classes, average="macro", ignore_index=IGNORED)
    for mask, predicted in pairs:
        metric.update(torch.from_numpy(predicted), torch.from_numpy(mask))
    return 100 * float(metric.compute())


def draw_pairs(seed: int, images: int, true: Sequence[int], found: Sequence[int]) -> list[Pair]:
    """Masks of sizes of their own, whose labels and predictions are among those given."""
    random = np.random.default_rng(seed)
    pairs = []
    for _ in range(images):
        size = random.integers(1, 9, 2)
        mask = random.choice(true, size)
        predicted = np.where(random.random(size) < 0.5, mask, random.choice(found, size))
        mask[random.random(size) < 0.2] = IGNORED
        pairs.append((mask, predicted))
    # A set without a labelled pixel has no score, see `Segmentation.evaluate`.
    pairs[0][0][0, 0] = true[0]
    return pairs


labels = st.lists(st.integers(0, CLASSES - 1), min_size=1, max_size=CLASSES, unique=True)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), labels, labels)
@example(0, 3, [0, 1, 2], [0, 1, 3])
@example(0, 1, [2], [4])
def test_scores_are_those_of_the_definition_and_of_torchmetrics(
    seed: int, images: int, true: list[int], found: list[int]
) -> None:
    pairs = draw_pairs(seed, images, true, found)
    scores = scores_of(confusion_of(pairs))
    assert scores == pytest.approx(plain_scores(pairs, CLASSES), rel=1e-12)
    # It divides in float32.
    assert scores["miou"] == pytest.approx(torchmetrics_miou(pairs, CLASSES), rel=1e-6)


def test_a_class_that_is_nowhere_is_left_out_and_one_only_predicted_counts_as_0() -> None:
    mask = np.array([[0, 0, 1, 1]])
    predicted = np.array([[0, 0, 1, 2]])
    iou = iou_by_class(confusion_of([(mask, predicted)], classes=4))
    np.testing.assert_equal(iou, [1.0, 0.5, 0.0, np.nan])
    scores = scores_of(confusion_of([(mask, predicted)], classes=4))
    # Class 2 has no pixel whose share could be found, so mAcc is of classes 0 and 1 alone.
    assert scores == pytest.approx({"miou": 50.0, "aacc": 75.0, "macc": 75.0})


def test_what_is_predicted_where_nothing_is_labelled_counts_for_nothing() -> None:
    mask = np.array([[0, 1, IGNORED, IGNORED]])
    for beside in (0, 1, 2):
        predicted = np.array([[0, 1, beside, beside]])
        iou = iou_by_class(confusion_of([(mask, predicted)], classes=3))
        np.testing.assert_equal(iou, [1.0, 1.0, np.nan])


def test_a_single_class_scores_100() -> None:
    mask = np.array([[0, IGNORED]])
    assert set(scores_of(confusion_of([(mask, mask * 0)], classes=1)).values()) == {100.0}


def test_counts_beyond_those_of_float32_are_exact() -> None:
    # float32 has no 2**24 + 1, and the masks of ADE20K have some 5e8 pixels.
    pixel = np.zeros((1, 1), np.int64)
    confusion = np.array([[2**24, 0, 0], [0, 0, 0]], np.int64) + confusion_of([(pixel, pixel)], 2)
    assert count_pixels(torch.zeros(1).long(), torch.zeros(1).long(), 2).dtype == torch.int64
    assert confusion[0, 0] == 2**24 + 1
    confusion = np.array([[2**60, 1, 0], [0, 2**60, 0]], np.int64)
    assert confusion.sum() == 2**61 + 1
    assert iou_by_class(confusion).tolist() == [2**60 / (2**60 + 1)] * 2


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_images_of_different_sizes_score_as_all_their_pixels_in_one(seed: int) -> None:
    pairs = draw_pairs(seed, 3, range(CLASSES), range(CLASSES))
    flat = [np.concatenate([pair[side].ravel() for pair in pairs])[None] for side in (0, 1)]
    assert (confusion_of(pairs) == confusion_of([(flat[0], flat[1])])).all()


def test_no_score_warns_of_a_division_by_0() -> None:
    pair = (np.array([[3]]), np.array([[4]]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert scores_of(confusion_of([pair])) == {"miou": 0.0, "aacc": 0.0, "macc": 0.0}


def test_a_pixel_whose_scores_are_no_numbers_is_wrong() -> None:
    scores = torch.tensor([[[2.0, 0.0, torch.nan]], [[1.0, 3.0, 5.0]]])
    predicted = predicted_classes(scores)
    assert predicted.tolist() == [[0, 1, 2]]
    mask = np.array([[0, 1, 1]])
    confusion = confusion_of([(mask, predicted.numpy())], 2)
    assert confusion.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert iou_by_class(confusion).tolist() == [1.0, 0.5]
    assert scores_of(confusion) == pytest.approx({"miou": 75.0, "aacc": 200 / 3, "macc": 75.0})
