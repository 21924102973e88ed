"""Every operation is torchvision's to the bit, and Pillow's up to rounding."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

import numpy as np
import pytest
import torch
from PIL import Image, ImageEnhance, ImageOps
from scipy.stats import chisquare
from torch import Tensor
from torchvision.transforms.v2 import RandAugment
from torchvision.transforms.v2.functional import to_pil_image

from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.augmentation.operations import operations

SIZE = (3, 32, 32)
NINTH = 9 / 30
"""Share of the highest level that magnitude 9 has."""


def an_image() -> Tensor:
    return torch.from_numpy(digits.load().train_images[7:8])


@pytest.mark.parametrize("magnitude", [0, 1, 9, 10, 15, 30])
def test_what_one_operation_gives_is_as_often_and_to_the_bit_what_torchvision_gives(
    magnitude: int,
) -> None:
    chances: dict[bytes, float] = defaultdict(float)
    for operation in operations(magnitude, SIZE):
        changed = operation.apply(an_image()).numpy().tobytes()
        chances[changed] += operation.chance
    torch.manual_seed(0)
    augment = RandAugment(num_ops=1, magnitude=magnitude)
    seen = Counter(augment(an_image()).numpy().tobytes() for _ in range(1000))
    assert seen.keys() == chances.keys()
    expected = [1000 * chance for chance in chances.values()]
    assert chisquare([seen[changed] for changed in chances], expected).pvalue > 1e-3


def test_the_chances_are_a_fourteenth_each_and_halved_by_the_sign() -> None:
    made = operations(9, SIZE)
    assert math.isclose(sum(operation.chance for operation in made), 1)
    assert len({operation.name.rstrip("+-") for operation in made}) == 14
    signed = {operation.chance for operation in made if operation.name[-1] in "+-"}
    assert signed == {1 / 28}


def moved(*inverse: float) -> Callable[[Image.Image], Image.Image]:
    """An affine map by its inverse, as Pillow wants it."""
    return lambda image: image.transform(image.size, Image.Transform.AFFINE, inverse)


PILLOW: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "Identity": lambda image: image,
    "Posterize": lambda image: ImageOps.posterize(image, 7),
    "Solarize": lambda image: ImageOps.solarize(image, 179),
    "AutoContrast": ImageOps.autocontrast,
    "Equalize": ImageOps.equalize,
    "ShearX+": moved(1, +0.3 * NINTH, 0, 0, 1, 0),
    "ShearX-": moved(1, -0.3 * NINTH, 0, 0, 1, 0),
    "ShearY+": moved(1, 0, 0, +0.3 * NINTH, 1, 0),
    "ShearY-": moved(1, 0, 0, -0.3 * NINTH, 1, 0),
    "TranslateX+": moved(1, 0, -4, 0, 1, 0),
    "TranslateX-": moved(1, 0, 4, 0, 1, 0),
    "TranslateY+": moved(1, 0, 0, 0, 1, -4),
    "TranslateY-": moved(1, 0, 0, 0, 1, 4),
    "Rotate+": lambda image: image.rotate(30 * NINTH),
    "Rotate-": lambda image: image.rotate(-30 * NINTH),
    "Brightness+": lambda image: ImageEnhance.Brightness(image).enhance(1 + 0.9 * NINTH),
    "Brightness-": lambda image: ImageEnhance.Brightness(image).enhance(1 - 0.9 * NINTH),
    "Color+": lambda image: ImageEnhance.Color(image).enhance(1 + 0.9 * NINTH),
    "Color-": lambda image: ImageEnhance.Color(image).enhance(1 - 0.9 * NINTH),
    "Contrast+": lambda image: ImageEnhance.Contrast(image).enhance(1 + 0.9 * NINTH),
    "Contrast-": lambda image: ImageEnhance.Contrast(image).enhance(1 - 0.9 * NINTH),
    "Sharpness+": lambda image: ImageEnhance.Sharpness(image).enhance(1 + 0.9 * NINTH),
    "Sharpness-": lambda image: ImageEnhance.Sharpness(image).enhance(1 - 0.9 * NINTH),
}
"""Magnitude 9 of an image of 32x32; 4 pixels are 9/30 of 150/331 of 32, cut to whole ones."""


@pytest.mark.parametrize("name", list(PILLOW))
def test_an_operation_is_what_pillow_does_but_for_rounding(name: str) -> None:
    by_name = {operation.name: operation for operation in operations(9, SIZE)}
    pixels = by_name[name].apply(an_image())[0].permute(1, 2, 0).numpy()
    pillows = np.asarray(PILLOW[name](to_pil_image(an_image()[0])))
    close = np.abs(pixels.astype(int) - pillows.astype(int)).max(2) <= 1
    assert close.mean() > 0.99
    assert by_name.keys() == PILLOW.keys()
