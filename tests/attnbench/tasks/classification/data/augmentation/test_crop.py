"""Crops are pieces of the padded image, and all pieces are as likely."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from attnbench.tasks.classification.data.augmentation.crop import PADDING_MODES, PaddedCrop
from attnbench.tasks.classification.data.augmentation.transformation import Drawn
from attnbench.tasks.classification.fields import Padding


@given(
    margin=st.integers(1, 5),
    padding=st.sampled_from(list(PADDING_MODES)),
    seed=st.integers(0, 2**32 - 1),
    size=st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(1, 9)),
)
def test_crops_are_pieces_of_the_padded_image(
    margin: int, padding: Padding, seed: int, size: tuple[int, int, int]
) -> None:
    random = np.random.default_rng(seed)
    images = random.integers(256, size=(4, *size), dtype=np.uint8)
    crop = PaddedCrop(margin, padding)
    drawn = Drawn.on("cpu", crop.draw(random, 4))
    crops = crop.apply(torch.from_numpy(images), drawn).numpy()
    _, height, width = size
    widths = ((0, 0), (0, 0), (margin, margin), (margin, margin))
    padded = np.pad(images, widths, mode="constant" if padding == "zero" else "edge")
    for image, crop_of_it, (top, left) in zip(padded, crops, drawn.host, strict=True):
        piece = image[:, top : top + height, left : left + width]
        np.testing.assert_array_equal(crop_of_it, piece)


def test_all_offsets_are_as_likely() -> None:
    top, left = PaddedCrop(2, "zero").draw(np.random.default_rng(0), 10_000).T
    assert chisquare(np.bincount(5 * top + left, minlength=25)).pvalue > 1e-3


@pytest.mark.parametrize("padding", list(PADDING_MODES))
def test_the_middle_offset_gives_the_image_itself(padding: Padding) -> None:
    images = torch.randint(256, (2, 3, 8, 8), dtype=torch.uint8)
    middle = Drawn.on("cpu", np.full((2, 2), 3))
    assert torch.equal(PaddedCrop(3, padding).apply(images, middle), images)
