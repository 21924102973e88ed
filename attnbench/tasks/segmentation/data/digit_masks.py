"""The built-in data set with masks: four cells of handwritten digits and pieces of digits.

Made from the glyphs of `attnbench.tasks.classification.data.digits`, split in the same way before
any canvas is drawn: whole-number arithmetic on NumPy's legacy generator, byte-identical on every
machine. A mask follows the strokes; a piece of a digit is background, so that ink alone tells no
class, and faint ink is ignored, as the borders of objects are in Pascal VOC.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import RandomState
from numpy.typing import NDArray
from PIL import Image

from attnbench.tasks.classification.data.digits import (
    BRIGHTEST_GROUND,
    DARKEST_INK,
    FULL_INK,
    GLYPH,
    NUM_CLASSES,
    SEED,
    inked,
    load_glyphs,
    split_glyphs,
)
from attnbench.tasks.segmentation.data.pictures import (
    IGNORED,
    Mask,
    MaskedPictures,
    MaskedPictureSet,
)

NAME = "digit-masks"
SIDE = 2 * GLYPH
IMAGE_SIZES = np.full((1, 2), SIDE)
"""Width and height of all images."""
CLASSES = ("background", *map(str, range(NUM_CLASSES)))
CELLS = ((0, 0), (0, 1), (1, 0), (1, 1))
JITTER = 2
"""Pixels by which a glyph may lie off its corner of the canvas, towards the middle."""
PIECES = 4
"""One cell in so many has a piece of a digit."""
PIECE = 8
"""Side of a piece, on the canvas."""
VISIBLE = FULL_INK // 4
"""Pixels with so much ink or more belong to the digit; those with less ink are ignored."""
TRAIN_IMAGES = 1500
TEST_IMAGES = 500


@dataclass(frozen=True, slots=True)
class Canvases:
    """Images in memory with their masks; implements `Openable` and `Masks`."""

    split: str
    pixels: NDArray[np.uint8]
    """(N, side, side, 3)."""
    labels: NDArray[np.uint8]
    """(N, side, side)."""

    def open(self, index: int) -> Image.Image:
        """One image."""
        return Image.fromarray(self.pixels[index])

    def read(self, index: int) -> Mask:
        """One mask."""
        return self.labels[index]

    def name(self, index: int) -> str:
        """Its place."""
        return f"{index} of {NAME}, {self.split}"


@cache
def load() -> MaskedPictureSet:
    """The data set: 1,500 training and 500 test images of 3x32x32, eleven classes."""
    ink, labels = load_glyphs()
    glyphs = ink.repeat(2, axis=1).repeat(2, axis=2)
    random = RandomState(SEED)
    train, test = split_glyphs(random, len(glyphs))
    return MaskedPictureSet(
        train=_draw_all("train", random, glyphs[train], labels[train], TRAIN_IMAGES),
        test=_draw_all("test", random, glyphs[test], labels[test], TEST_IMAGES),
        classes=CLASSES,
        fingerprint=f"{NAME}, {TRAIN_IMAGES} and {TEST_IMAGES} images",
    )


def _draw_all(
    split: str,
    random: RandomState,
    glyphs: NDArray[np.int16],
    labels: NDArray[np.int64],
    count: int,
) -> MaskedPictures:
    """`count` canvases: the ground, then the cells one after the other."""
    canvases = np.empty((count, 3, SIDE, SIDE), np.int16)
    masks = np.zeros((count, SIDE, SIDE), np.uint8)
    canvases[:] = random.randint(0, BRIGHTEST_GROUND + 1, size=(count, 3, 1, 1))
    for cell in CELLS:
        chosen = random.randint(len(glyphs), size=count)
        is_digit = random.randint(PIECES, size=count) > 0
        ink = np.where(is_digit[:, None, None], glyphs[chosen], _pieces(random, glyphs[chosen]))
        jitter = random.randint(JITTER + 1, size=(count, 2))
        corners = np.array(cell) * (SIDE - GLYPH) + (1 - 2 * np.array(cell)) * jitter
        colours = random.randint(DARKEST_INK, 256, size=(count, 3)).astype(np.int16)
        at = np.arange(count), slice(None), *corners.T
        windows = sliding_window_view(canvases, (GLYPH, GLYPH), (2, 3), writeable=True)
        windows[at] = inked(windows[at], colours[:, :, None, None], ink[:, None])
        views = sliding_window_view(masks, (GLYPH, GLYPH), (1, 2), writeable=True)
        at_mask = np.arange(count), *corners.T
        classes = np.where(is_digit, 1 + labels[chosen], 0)[:, None, None].astype(np.uint8)
        views[at_mask] = _labelled(views[at_mask], ink, classes)
    drawn = Canvases(split, canvases.astype(np.uint8).transpose(0, 2, 3, 1).copy(order="C"), masks)
    return MaskedPictures(images=drawn, masks=drawn, sizes=np.full((count, 2), SIDE))


def _pieces(random: RandomState, glyphs: NDArray[np.int16]) -> NDArray[np.int16]:
    """What lies in one square of each glyph, (N, 16, 16), and no ink elsewhere."""
    corners = random.randint(GLYPH - PIECE + 1, size=(len(glyphs), 2, 1))
    places = np.arange(GLYPH)
    is_inside = (places >= corners) & (places < corners + PIECE)
    return glyphs * (is_inside[:, 0, :, None] & is_inside[:, 1, None, :])


def _labelled(
    labels: NDArray[np.uint8], ink: NDArray[np.int16], classes: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Labels of pixels that are covered with ink; a piece covers them with background."""
    faint = np.where(classes > 0, IGNORED, labels)
    return np.select([ink >= VISIBLE, ink > 0], [classes, faint], labels).astype(np.uint8)
