"""Random changes of an image's colours, each in one of two images.

Source: the photometric distortion of SSD (Liu et al., ECCV 2016), with the ranges of
MMSegmentation, which swaps no channels. Both let contrast come last in half of the images; the
order matters where a channel is cut off at its end, so seldom that there is one order here.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torchvision import tv_tensors
from torchvision.transforms.v2 import functional as moves

LEVELS = np.arange(256)
BRIGHTNESS = 32.0
"""Levels that are added to every channel, or taken from it, at most."""
FACTORS = (0.5, 1.5)
"""Range of what channels are multiplied by for contrast, and saturations in HSV."""
HUE = 36 / 360
"""Part of the circle of hues by which all are turned at most."""


def distorted(image: tv_tensors.Image) -> tv_tensors.Image:
    """(3, H, W) of uint8 with other colours; draws from torch's generator."""
    brightness, contrast = _drawn(-BRIGHTNESS, BRIGHTNESS, 0), _drawn(*FACTORS, 1)
    saturation, hue = _drawn(*FACTORS, 1), _drawn(-HUE, HUE, 0)
    levels = _levels(_levels(LEVELS + brightness) * contrast)
    picture = moves.to_pil_image(image).point(np.tile(levels, 3).tolist())
    if saturation != 1 or hue:
        hues = (LEVELS + round(hue * len(LEVELS))) % len(LEVELS)
        tables = hues, _levels(LEVELS * saturation), LEVELS
        picture = picture.convert("HSV").point(np.concatenate(tables).tolist()).convert("RGB")
    return tv_tensors.Image(moves.pil_to_tensor(picture))


def _drawn(least: float, most: float, without: float) -> float:
    """A number of a range, or in half of the cases the one that changes nothing."""
    value = torch.empty(()).uniform_(least, most).item()
    return value if torch.rand(()) < 0.5 else without


def _levels(values: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    return np.clip(np.round(values), 0, LEVELS[-1]).astype(np.int64)
