"""A sample is the same whoever reads it, and an evaluated mask keeps the size that it has."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.segmentation.data.augmentation import Augmentation
from attnbench.tasks.segmentation.data.samples import (
    EvaluationSamples,
    TrainingSamples,
    collate,
    scene_of,
)
from tests.attnbench.recipes import with_fields
from tests.attnbench.tasks.segmentation.data.painted import COLOURS, draw_mask, pictures_of

MASKS = [draw_mask(40 + 3 * number, 60 - 2 * number, number) for number in range(6)]
PICTURES = pictures_of(MASKS)
RANDOM = Augmentation(
    with_fields(
        RECIPES["quick-masks"], least_scale=0.5, most_scale=2.0, flip=0.5, photometric=True
    ),
    40,
    (32, 48),
)


def training(*indices: int, seed: tuple[int, int] = (0, 0)) -> TrainingSamples:
    return TrainingSamples(PICTURES, np.array(indices), RANDOM, seed)


def test_a_training_sample_is_the_same_whenever_it_is_read() -> None:
    samples, again = training(0, 1, 2), training(0, 1, 2)
    later = [again[place] for place in (2, 0, 1)]
    for place, (image, mask) in zip((2, 0, 1), later, strict=True):
        assert torch.equal(samples[place][0], image)
        assert torch.equal(samples[place][1], mask)


def test_places_seeds_and_epochs_differ() -> None:
    images = [
        training(0, 0)[0],
        training(0, 0)[1],
        training(0, seed=(0, 1))[0],
        training(0, seed=(1, 0))[0],
    ]
    assert len({image.numpy().tobytes() for image, _ in images}) == 4


@pytest.mark.parametrize("index", range(6))
def test_samples_are_plain_tensors_of_uint8(index: int) -> None:
    for sample in (training(index)[0], EvaluationSamples(PICTURES, np.array([index]), 20)[0]):
        for tensor in sample:
            assert type(tensor) is Tensor
            assert tensor.dtype == torch.uint8
    image, mask = training(index)[0]
    assert image.shape == (3, 32, 48)
    assert mask.shape == (32, 48)


@settings(deadline=None)
@given(index=st.integers(0, 5), side=st.integers(8, 120))
def test_an_evaluated_image_has_the_shorter_side_and_its_mask_its_own_size(
    index: int, side: int
) -> None:
    image, mask = EvaluationSamples(PICTURES, np.arange(6), side)[index]
    assert min(image.shape[-2:]) == side
    np.testing.assert_array_equal(mask.numpy(), MASKS[index])


def test_an_evaluated_image_of_that_side_is_the_image_itself() -> None:
    image, _ = EvaluationSamples(PICTURES, np.arange(6), 40)[0]
    np.testing.assert_array_equal(image.permute(1, 2, 0).numpy(), COLOURS[MASKS[0]])


def test_a_mask_that_is_read_may_be_changed() -> None:
    _, mask = scene_of(PICTURES, 0)
    before = MASKS[0].copy()
    mask.fill_(3)
    np.testing.assert_array_equal(MASKS[0], before)


def test_a_batch_has_images_and_masks() -> None:
    images, targets = collate([training(0, 1, 2)[place] for place in range(3)])
    assert images.shape == (3, 3, 32, 48)
    assert targets.keys() == {"masks"}
    assert targets["masks"].shape == (3, 32, 48)
    assert targets["masks"].dtype == torch.uint8
