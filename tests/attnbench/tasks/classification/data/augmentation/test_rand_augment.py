"""Each image gets the operations that it drew, in their order, whatever the others drew."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attnbench.errors import WrongUse
from attnbench.tasks.classification.data.augmentation.operations import operations
from attnbench.tasks.classification.data.augmentation.rand_augment import RandAugment
from attnbench.tasks.classification.data.augmentation.transformation import Drawn

SIZE = (3, 16, 16)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rounds=st.integers(1, 3), count=st.integers(1, 40))
def test_a_batch_is_its_images_one_by_one(seed: int, rounds: int, count: int) -> None:
    random = np.random.default_rng(seed)
    images = torch.from_numpy(random.integers(256, size=(count, *SIZE), dtype=np.uint8))
    augment = RandAugment(rounds, 9, SIZE)
    drawn = Drawn.on("cpu", augment.draw(random, count))
    changed = augment.apply(images, drawn)
    known = operations(9, SIZE)
    for image, result, choices in zip(images, changed, drawn.host, strict=True):
        alone = image[None]
        for choice in choices:
            alone = known[choice].apply(alone)
        assert torch.equal(result, alone[0])


def test_images_themselves_are_left_alone() -> None:
    images = torch.randint(256, (64, *SIZE), dtype=torch.uint8)
    before = images.clone()
    augment = RandAugment(2, 9, SIZE)
    augment.apply(images, Drawn.on("cpu", augment.draw(np.random.default_rng(0), 64)))
    assert torch.equal(images, before)


def test_images_without_colours_that_can_be_changed_are_refused() -> None:
    with pytest.raises(WrongUse, match=r"must be 0 for images of 4 channels: RandAugment"):
        RandAugment(2, 9, (4, 16, 16))
