"""The operations that RandAugment chooses from, at one magnitude.

Names, magnitudes, signs and nearest interpolation are those of torchvision's `RandAugment` with its
31 magnitudes; torchvision's functions change whole batches of uint8 images.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import torch
from torch import Tensor
from torchvision.transforms.v2 import functional

from attnbench.meta import ImageSize

MAGNITUDES = 31

_affine = partial(functional.affine, angle=0.0, translate=[0, 0], scale=1.0, shear=[0.0, 0.0])

Apply = Callable[[Tensor], Tensor]
"""(B, C, H, W) of uint8 -> (B, C, H, W) of uint8."""


class ApplyAtLevel(Protocol):
    """An operation that has a strength."""

    def __call__(self, images: Tensor, *, level: float) -> Tensor:
        """(B, C, H, W) of uint8 -> (B, C, H, W) of uint8."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation at its magnitude and with its sign."""

    name: str
    chance: float
    """Chance that it is drawn."""
    apply: Apply


def operations(magnitude: int, size: ImageSize) -> tuple[Operation, ...]:
    """All fourteen; those with a sign appear with both signs, each at half the chance.

    Args:
        magnitude: 0 to 30.
        size: Of an image.
    """
    unsigned, signed = _unsigned(magnitude), _signed(size)
    chance = 1 / (len(unsigned) + len(signed))
    made = [Operation(name=name, chance=chance, apply=apply) for name, apply in unsigned.items()]
    for name, (apply, highest) in signed.items():
        level = _at(magnitude, 0.0, highest)
        made += [
            Operation(name=f"{name}{sign}", chance=chance / 2, apply=partial(apply, level=signed))
            for sign, signed in (("+", level), ("-", -level))
        ]
    return tuple(made)


def _unsigned(magnitude: int) -> dict[str, Apply]:
    kept_bits = 8 - round(_at(magnitude, 0.0, 4.0))
    return {
        "Identity": torch.clone,
        "Posterize": partial(functional.posterize, bits=kept_bits),
        "Solarize": partial(functional.solarize, threshold=255 * _at(magnitude, 1.0, 0.0)),
        "AutoContrast": functional.autocontrast,
        "Equalize": functional.equalize,
    }


def _signed(size: ImageSize) -> dict[str, tuple[ApplyAtLevel, float]]:
    """The operations that have a sign, with their level at the highest magnitude."""
    _, height, width = size
    return {
        "ShearX": (_shear_x, 0.3),
        "ShearY": (_shear_y, 0.3),
        "TranslateX": (_translate_x, 150 / 331 * width),
        "TranslateY": (_translate_y, 150 / 331 * height),
        "Rotate": (_rotate, 30.0),
        "Brightness": (_brightness, 0.9),
        "Color": (_color, 0.9),
        "Contrast": (_contrast, 0.9),
        "Sharpness": (_sharpness, 0.9),
    }


def _at(magnitude: int, lowest: float, highest: float) -> float:
    """A level on the straight line over all magnitudes, in float32 as torchvision's."""
    return torch.linspace(lowest, highest, MAGNITUDES)[magnitude].item()


def _shear_x(images: Tensor, *, level: float) -> Tensor:
    return _affine(images, shear=[math.degrees(math.atan(level)), 0.0], center=[0.0, 0.0])


def _shear_y(images: Tensor, *, level: float) -> Tensor:
    return _affine(images, shear=[0.0, math.degrees(math.atan(level))], center=[0.0, 0.0])


def _translate_x(images: Tensor, *, level: float) -> Tensor:
    return _affine(images, translate=[int(level), 0])


def _translate_y(images: Tensor, *, level: float) -> Tensor:
    return _affine(images, translate=[0, int(level)])


def _rotate(images: Tensor, *, level: float) -> Tensor:
    return functional.rotate(images, level)


def _brightness(images: Tensor, *, level: float) -> Tensor:
    return functional.adjust_brightness(images, 1 + level)


def _color(images: Tensor, *, level: float) -> Tensor:
    return functional.adjust_saturation(images, 1 + level)


def _contrast(images: Tensor, *, level: float) -> Tensor:
    return functional.adjust_contrast(images, 1 + level)


def _sharpness(images: Tensor, *, level: float) -> Tensor:
    return functional.adjust_sharpness(images, 1 + level)
