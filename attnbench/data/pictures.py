"""Data sets of image files of any size; an image is decoded when it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from attnbench.errors import CorruptImage, WrongUse

DEEP_MODES = ("I", "F")
"""How Pillow's names of modes with more than 8 bits begin; making them RGB would clip them."""
NAMED = 5
"""Classes that an error names."""


class Openable(Protocol):
    """The images of one split."""

    def open(self, index: int) -> Image.Image:
        """One image, of any mode and size; it may still have to be decoded."""
        ...

    def name(self, index: int) -> str:
        """What to call an image in an error, such as its path."""
        ...


class Pictures(Openable, Protocol):
    """The labelled images of one split."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """(N,), class indices."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSet:
    """Both splits of a data set."""

    train: Pictures
    test: Pictures
    classes: tuple[str, ...]
    """Names, in the order of the class indices."""
    fingerprint: str
    notes: tuple[str, ...] = ()
    """What was left out of the data."""


@dataclass(frozen=True, slots=True)
class ImageFiles:
    """Image files; implements `Openable`."""

    paths: Sequence[str]

    def open(self, index: int) -> Image.Image:
        """One image, not decoded yet."""
        return Image.open(self.paths[index])

    def name(self, index: int) -> str:
        """Its path."""
        return self.paths[index]


@dataclass(frozen=True, slots=True)
class FilePictures(ImageFiles):
    """Image files with their classes; implements `Pictures`."""

    labels: NDArray[np.int64]


def decode(pictures: Openable, index: int) -> Image.Image:
    """One image in RGB.

    Raises:
        CorruptImage: if it cannot be decoded, or has more than 8 bits a channel.
    """
    name = pictures.name(index)
    try:
        with pictures.open(index) as image:
            mode, picture = image.mode, _rgb(image)
    except Exception as error:  # a decoder may trip over a damaged file in any way
        reason = " ".join(str(error).split()) or type(error).__name__
        raise CorruptImage(
            f"cannot read image {name}: {reason}; replace it, or remove it from the data"
        ) from error
    if mode.startswith(DEEP_MODES):
        raise CorruptImage(
            f"image {name} has more than 8 bits a channel (mode {mode}); convert it to 8"
        )
    return picture


def refuse_different(name: str, train: Sequence[str], split: str, classes: Sequence[str]) -> None:
    """Check that a data set has the same classes in both splits.

    Args:
        name: The data set.
        train: Classes of the training images.
        split: What the test images are called.
        classes: Classes of the test images.

    Raises:
        WrongUse: if they differ, or are fewer than two.
    """
    missing, extra = sorted({*train} - {*classes}), sorted({*classes} - {*train})
    if missing or extra:
        words = [
            f"only {where} has {_some(names)}"
            for where, names in (("train", missing), (split, extra))
            if names
        ]
        raise WrongUse(
            f"{name} has other classes in train than in {split}: {'; '.join(words)}; give both "
            "the same classes"
        )
    if len(train) < 2:
        raise WrongUse(f"{name} has one class, {_some(train)}; classification needs two or more")


def _rgb(image: Image.Image) -> Image.Image:
    """Decoded in RGB and turned as its EXIF orientation says, as viewers and browsers show it.

    What is transparent keeps the colour that lies under it.
    """
    ImageOps.exif_transpose(image, in_place=True)
    if "transparency" in image.info:
        image = image.convert("RGBA")
    return image.convert("RGB")


def _some(names: Sequence[str]) -> str:
    text = ", ".join(map(repr, names[:NAMED]))
    return f"{text} and {len(names) - NAMED} more" if len(names) > NAMED else text
