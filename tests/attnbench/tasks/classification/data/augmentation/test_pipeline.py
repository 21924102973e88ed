"""Images come out of the pipeline as they come out of torchvision's transforms of Pillow images.

Both are random, so what is compared is how often things happen: a chi-square test of where the crop
lay and whether it was mirrored, which can be read off an image that shows its coordinates, and
Kolmogorov-Smirnov tests of what RandAugment changes. The level is one in a thousand, so that a
faultless pipeline fails at one seed of a thousand; planted faults must fall far below it. No
statistic hangs on one grey level: torchvision rounds some operations on tensors and on Pillow
images differently.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy.stats import chi2_contingency, ks_2samp
from torch import Tensor
from torchvision.transforms import v2
from torchvision.transforms.v2.functional import pil_to_tensor, to_pil_image

from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.augmentation.pipeline import Pipeline
from attnbench.tasks.classification.data.augmentation.transformation import Drawn
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

LEVEL = 1e-3
CAUGHT = 1e-6
SIZE = (3, 32, 32)
COUNT = 2000
"""Of images."""
NAM = RECIPES["nam200"]
"""Crops of zero-padded images by up to 4 pixels, half of them mirrored."""
PLAIN = with_fields(NAM, crop="none", crop_padding=0, flip=0)
RAND = with_fields(NAM, rand_augment_ops=2, rand_augment_magnitude=9)


def augmented(recipe: Recipe, images: Tensor, seed: int = 0) -> Tensor:
    """(N, C, H, W) of float32 through the pipeline, with a normalisation that changes no number."""
    pipeline = Pipeline(recipe, SIZE)
    draws = pipeline.draw(np.random.default_rng(seed), len(images))
    return pipeline.apply(images, [Drawn.on("cpu", draw) for draw in draws], Tensor.float)


def through_pillow(
    transforms: Sequence[Callable[[Image.Image], Image.Image]], images: Tensor
) -> Tensor:
    """(N, C, H, W) of float32 through torchvision, one Pillow image after the other."""
    torch.manual_seed(0)
    chain = v2.Compose([to_pil_image, *transforms, pil_to_tensor])
    return torch.stack([chain(image) for image in images]).float()


CROP_AND_FLIP = (v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip())


def coordinates(count: int) -> Tensor:
    """Images whose first channel is 1 + the row, and whose second is 1 + the column."""
    rows, columns = torch.meshgrid(torch.arange(32), torch.arange(32), indexing="ij")
    image = torch.stack([rows + 1, columns + 1, torch.zeros(32, 32)])
    return image.to(torch.uint8).expand(count, -1, -1, -1)


def placements(images: Tensor) -> NDArray[np.int64]:
    """(9, 9, 2): how often each top, left and mirroring occurs, read off `coordinates`."""
    row, column, next_column = images[:, 0, 16, 16], images[:, 1, 16, 16], images[:, 1, 16, 17]
    mirrored = next_column < column
    top = row - 13
    left = torch.where(mirrored, column - 12, column - 13)
    cells = (top * 9 + left) * 2 + mirrored
    return np.bincount(cells.long().numpy(), minlength=162).reshape(9, 9, 2)


@pytest.fixture(scope="module")
def placements_by_pillow() -> NDArray[np.int64]:
    return placements(through_pillow(CROP_AND_FLIP, coordinates(COUNT)))


def same_placements(recipe: Recipe, expected: NDArray[np.int64]) -> float:
    """The smallest p-value of top, left, mirroring and all together, times four (Bonferroni)."""
    counts = placements(augmented(recipe, coordinates(COUNT)))
    return 4 * min(
        float(chi2_contingency([counts.sum(others).ravel(), expected.sum(others).ravel()]).pvalue)
        for others in [(1, 2), (0, 2), (0, 1), ()]
    )


def test_crops_and_flips_are_as_frequent_as_pillows(
    placements_by_pillow: NDArray[np.int64],
) -> None:
    assert same_placements(NAM, placements_by_pillow) > LEVEL


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param(replace(NAM, flip=0.4), id="flip"),
        pytest.param(with_fields(NAM, crop_padding=3), id="crop_padding"),
    ],
)
def test_a_planted_fault_of_crop_or_flip_is_caught(
    faulty: Recipe, placements_by_pillow: NDArray[np.int64]
) -> None:
    assert same_placements(faulty, placements_by_pillow) < CAUGHT


STATISTICS: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": lambda images: images.mean((1, 2, 3)),
    "deviation": lambda images: images.std((1, 2, 3)),
    "colour": lambda images: images.std(1).mean((1, 2)),
    "dark": lambda images: (images < 16).float().mean((1, 2, 3)),
    "bright": lambda images: (images >= 240).float().mean((1, 2, 3)),
    "gradient across": lambda images: images.diff(dim=3).abs().mean((1, 2, 3)),
    "gradient down": lambda images: images.diff(dim=2).abs().mean((1, 2, 3)),
    "left and right": lambda images: images[..., :16].mean((1, 2, 3)) - images.mean((1, 2, 3)),
    "top and bottom": lambda images: images[..., :16, :].mean((1, 2, 3)) - images.mean((1, 2, 3)),
}
"""By name, one number of each image."""
Statistics = dict[str, NDArray[np.float32]]


def statistics_of(images: Tensor) -> Statistics:
    return {name: statistic(images).numpy() for name, statistic in STATISTICS.items()}


def some_digits() -> Tensor:
    return torch.from_numpy(digits.load().train_images[:COUNT])


@pytest.fixture(scope="module")
def digits_by_pillow() -> Statistics:
    transforms = (*CROP_AND_FLIP, v2.RandAugment(num_ops=2, magnitude=9))
    return statistics_of(through_pillow(transforms, some_digits()))


def least_same(recipe: Recipe, expected: Statistics) -> float:
    """The smallest p-value of all statistics, times their number (Bonferroni)."""
    statistics = statistics_of(augmented(recipe, some_digits()))
    return len(STATISTICS) * min(
        float(ks_2samp(statistics[name], expected[name]).pvalue) for name in STATISTICS
    )


def test_images_look_as_pillows_after_crop_flip_and_rand_augment(
    digits_by_pillow: Statistics,
) -> None:
    assert least_same(RAND, digits_by_pillow) > LEVEL


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param(with_fields(RAND, rand_augment_ops=1), id="rand_augment_ops"),
        pytest.param(with_fields(RAND, rand_augment_magnitude=14), id="rand_augment_magnitude"),
        pytest.param(with_fields(RAND, padding="edge"), id="padding"),
        pytest.param(with_fields(RAND, crop_padding=3), id="crop_padding"),
    ],
)
def test_a_planted_fault_of_rand_augment_or_padding_is_caught(
    faulty: Recipe, digits_by_pillow: Statistics
) -> None:
    assert least_same(faulty, digits_by_pillow) < CAUGHT


def test_a_recipe_without_augmentation_changes_nothing() -> None:
    assert torch.equal(augmented(PLAIN, some_digits()), some_digits().float())


def test_cutout_comes_after_normalisation() -> None:
    pipeline = Pipeline(with_fields(PLAIN, cutout=8), SIZE)
    draws = pipeline.draw(np.random.default_rng(0), 4)
    grey = torch.full((4, *SIZE), 128, dtype=torch.uint8)
    changed = pipeline.apply(
        grey, [Drawn.on("cpu", draw) for draw in draws], lambda images: images.float() - 100
    )
    assert set(changed.unique().tolist()) == {0, 28}


def test_crops_of_image_files_are_refused() -> None:
    with pytest.raises(
        WrongUse, match=r"crop must not be resized for images in memory; use padded"
    ):
        Pipeline(with_fields(PLAIN, crop="resized"), SIZE)
