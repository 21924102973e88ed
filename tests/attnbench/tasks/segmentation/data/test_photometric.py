"""Colours change within MMSegmentation's ranges, each in half of the images."""

import colorsys

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torchvision import tv_tensors

from attnbench.data.streams import seeded
from attnbench.tasks.segmentation.data.photometric import distorted

COUNT = 600


def colours(*colour: int) -> NDArray[np.int64]:
    """(COUNT, 3): what becomes of a colour."""
    image = tv_tensors.Image(torch.tensor(colour, dtype=torch.uint8).view(3, 1, 1).expand(3, 2, 2))
    pixels = []
    for seed in range(COUNT):
        with seeded((seed,)):
            changed = distorted(image)
        assert isinstance(changed, tv_tensors.Image)
        assert (changed == changed[:, :1, :1]).all()
        pixels.append(changed[:, 0, 0].tolist())
    return np.array(pixels)


def test_a_grey_gets_brighter_by_levels_and_by_a_factor_and_stays_grey() -> None:
    greys = colours(100, 100, 100)
    assert (greys == greys[:, :1]).all()
    values = greys[:, 0]
    # Half of 68 and one and a half of 132.
    assert 34 <= values.min() < 45
    assert 180 < values.max() <= 198
    # Neither brightness nor contrast in one of four.
    assert np.mean(values == 100) == pytest.approx(0.25, abs=0.07)


def test_contrast_multiplies_what_brightness_has_added() -> None:
    values = colours(1, 1, 1)[:, 0]
    assert values.max() > 33
    assert values.max() <= 50


def test_levels_do_not_wrap() -> None:
    assert colours(255, 255, 255).min() >= 111
    assert colours(0, 0, 0).max() <= 48


def test_hue_is_turned_by_a_tenth_of_the_circle_in_half_of_the_images() -> None:
    hues = np.array([colorsys.rgb_to_hsv(*pixel)[0] for pixel in colours(60, 120, 60) / 255])
    turns = 360 * hues - 120
    assert -38 <= turns.min() < -32
    assert 32 < turns.max() <= 38
    assert np.mean(np.abs(turns) < 1) == pytest.approx(0.5, abs=0.08)


def test_saturation_is_multiplied_in_half_of_the_images() -> None:
    pixels = colours(80, 100, 100)
    # Brightness changes the saturation too, by what it adds to every channel.
    saturations = np.array([colorsys.rgb_to_hsv(*pixel)[1] for pixel in pixels / 255]) / 0.2
    assert 0.36 < saturations.min() < 0.6
    assert 1.6 < saturations.max() < 2.3


def test_no_channels_are_swapped() -> None:
    assert (colours(200, 40, 40).argmax(1) == 0).all()


def test_one_image_in_sixteen_is_left_to_the_bit() -> None:
    pixels = colours(37, 91, 150)
    assert np.mean((pixels == [37, 91, 150]).all(1)) == pytest.approx(1 / 16, abs=0.03)
