"""Flipped images are mirrors, the others are left alone, and the chance is kept."""

import numpy as np
import pytest
import torch
from scipy.stats import binomtest

from attnbench.tasks.classification.data.augmentation.flip import HorizontalFlip
from attnbench.tasks.classification.data.augmentation.transformation import Drawn


def test_what_is_drawn_is_mirrored_and_the_rest_is_not() -> None:
    images = torch.randint(256, (3, 3, 4, 5), dtype=torch.uint8)
    flipped = HorizontalFlip(0.5).apply(images, Drawn.on("cpu", np.array([1, 0, 1])))
    mirrored = torch.from_numpy(images.numpy()[..., ::-1].copy())
    assert torch.equal(flipped, torch.stack([mirrored[0], images[1], mirrored[2]]))


@pytest.mark.parametrize("chance", [0.1, 0.5, 0.9])
def test_the_chance_is_kept(chance: float) -> None:
    drawn = HorizontalFlip(chance).draw(np.random.default_rng(0), 10_000)
    assert binomtest(int(drawn.sum()), len(drawn), chance).pvalue > 1e-3
