"""Crops have the proportion of the images if these have one size, and are square if not."""

from collections.abc import Sequence

import pytest

from attnbench.tasks.segmentation.data.crop import crop_of
from tests.attnbench.tasks.segmentation.data.painted import draw_set

Sizes = Sequence[tuple[int, int]]


@pytest.mark.parametrize(
    ("train", "test", "image_size", "crop"),
    [
        ([(36, 48)] * 2, [(36, 48)], 0, (36, 48)),
        ([(36, 48)] * 2, [(36, 48)], 18, (18, 24)),
        ([(48, 36)] * 2, [(48, 36)], 24, (32, 24)),
        ([(600, 1200)], [(600, 1200)], 0, (512, 1024)),
        ([(600, 1200)], [(600, 1200)], 600, (600, 1200)),
        ([(36, 48)] * 2, [(36, 40)], 0, (36, 36)),
        ([(36, 48), (48, 36)], [(36, 48)], 0, (512, 512)),
        ([(36, 48), (48, 36)], [(36, 48)], 64, (64, 64)),
    ],
)
def test_the_size_of_crops(
    train: Sizes, test: Sizes, image_size: int, crop: tuple[int, int]
) -> None:
    assert crop_of(draw_set(train, test), image_size) == crop
