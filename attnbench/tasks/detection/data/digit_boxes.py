"""The built-in data set with boxes: handwritten digits of two sizes among distractors.

Made from the glyphs of `attnbench.tasks.classification.data.digits`, split in the same way before
any canvas is drawn: whole-number arithmetic on NumPy's legacy generator, byte-identical on every
machine.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from PIL import Image

from attnbench.tasks.classification.data.digits import (
    BRIGHTEST_GROUND,
    DARKEST_INK,
    FRAGMENT,
    FULL_INK,
    NUM_CLASSES,
    SEED,
    inked,
    load_glyphs,
    split_glyphs,
)
from attnbench.tasks.detection.data.boxes import Boxes
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet

NAME = "digit-boxes"
SIDE = 64
CLASSES = tuple(map(str, range(NUM_CLASSES)))
MAGNIFICATIONS = (2, 3)
"""Glyphs have 16 or 24 pixels a side."""
MOST_DIGITS = 5
DISTRACTORS = 5
ATTEMPTS = 20
"""To find a free place for a digit; one that finds none is left out."""
VISIBLE = FULL_INK // 4
"""A box is around all pixels with so much ink or more."""
TRAIN_IMAGES = 700
TEST_IMAGES = 200

Corners = tuple[int, int, int, int]
Canvas = NDArray[np.int16]
"""(3, side, side)."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Those that one split is drawn from."""

    ink: NDArray[np.int16]
    """(N, 8, 8), 0 to 16."""
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Canvases:
    """Images in memory; implements `Openable`."""

    split: str
    pixels: NDArray[np.uint8]
    """(N, side, side, 3)."""

    def open(self, index: int) -> Image.Image:
        """One image."""
        return Image.fromarray(self.pixels[index])

    def name(self, index: int) -> str:
        """Its place."""
        return f"{index} of {NAME}, {self.split}"


@cache
def load() -> BoxedPictureSet:
    """The data set: 700 training and 200 test images of 3x64x64 with 1 to 5 digits each."""
    ink, labels = load_glyphs()
    random = RandomState(SEED)
    train, test = split_glyphs(random, len(ink))
    return BoxedPictureSet(
        train=_draw_all("train", random, Glyphs(ink[train], labels[train]), TRAIN_IMAGES),
        test=_draw_all("test", random, Glyphs(ink[test], labels[test]), TEST_IMAGES),
        classes=CLASSES,
        side=SIDE,
        fingerprint=f"{NAME}, {TRAIN_IMAGES} and {TEST_IMAGES} images",
    )


def _draw_all(split: str, random: RandomState, glyphs: Glyphs, count: int) -> BoxedPictures:
    canvases = np.empty((count, 3, SIDE, SIDE), np.int16)
    drawn = [_draw(random, glyphs, canvas) for canvas in canvases]
    rows = np.array([(*corners, label) for digits in drawn for corners, label in digits], np.int64)
    corners = rows[:, :4].astype(np.float32)
    boxes = Boxes(
        corners=corners,
        labels=rows[:, 4],
        crowds=np.zeros(len(rows), np.bool_),
        areas=(corners[:, 2:] - corners[:, :2]).prod(1),
    )
    return BoxedPictures.of(
        Canvases(split, canvases.astype(np.uint8).transpose(0, 2, 3, 1).copy()),
        np.full((count, 2), SIDE),
        np.repeat(np.arange(count), [len(digits) for digits in drawn]),
        boxes,
    )


def _draw(random: RandomState, glyphs: Glyphs, canvas: Canvas) -> list[tuple[Corners, int]]:
    """Fill one canvas: the ground, then the distractors, then digits; gives their boxes."""
    canvas[:] = random.randint(0, BRIGHTEST_GROUND + 1, size=(3, 1, 1))
    for _ in range(DISTRACTORS):
        ink = _magnified(random, glyphs.ink[random.randint(len(glyphs.ink))])
        top, left = random.randint(0, len(ink) - FRAGMENT + 1, size=2)
        fragment = ink[top : top + FRAGMENT, left : left + FRAGMENT]
        _blend(random, canvas, fragment, random.randint(0, SIDE - FRAGMENT + 1, size=2))
    digits: list[tuple[Corners, int]] = []
    for _ in range(random.randint(1, MOST_DIGITS + 1)):
        chosen = random.randint(len(glyphs.ink))
        ink = _magnified(random, glyphs.ink[chosen])
        for _ in range(ATTEMPTS):
            place = random.randint(0, SIDE - len(ink) + 1, size=2)
            corners = _corners(ink, place)
            if not any(_overlap(corners, other) for other, _ in digits):
                _blend(random, canvas, ink, place)
                digits.append((corners, int(glyphs.labels[chosen])))
                break
    return digits


def _magnified(random: RandomState, ink: NDArray[np.int16]) -> NDArray[np.int16]:
    times = MAGNIFICATIONS[random.randint(len(MAGNIFICATIONS))]
    return ink.repeat(times, axis=0).repeat(times, axis=1)


def _blend(
    random: RandomState, canvas: Canvas, ink: NDArray[np.int16], place: NDArray[np.int64]
) -> None:
    """Draw in one ink colour at a place, from the top and from the left."""
    colour = random.randint(DARKEST_INK, 256, size=(3, 1, 1)).astype(np.int16)
    top, left = place
    window = canvas[:, top : top + len(ink), left : left + len(ink)]
    window[:] = inked(window, colour, ink)


def _corners(ink: NDArray[np.int16], place: NDArray[np.int64]) -> Corners:
    """Left, top, right and bottom of what is visible of a glyph at a place."""
    rows, columns = np.nonzero(ink >= VISIBLE)
    top, left = place.tolist()
    return (
        left + int(columns.min()),
        top + int(rows.min()),
        left + int(columns.max()) + 1,
        top + int(rows.max()) + 1,
    )


def _overlap(one: Corners, other: Corners) -> bool:
    """Whether two boxes have a pixel in common."""
    return max(one[0], other[0]) < min(one[2], other[2]) and max(one[1], other[1]) < min(
        one[3], other[3]
    )
