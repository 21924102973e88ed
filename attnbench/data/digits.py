"""The embedded data set: real handwritten digits among distractors on a coloured canvas.

After the cluttered digits of the attention literature (Mnih et al., NeurIPS 2014, arXiv:1406.6247).
The glyphs are the 1,797 of 8x8 pixels that ship inside scikit-learn (UCI optical recognition of
handwritten digits); they are split before any canvas is drawn, so no glyph is in both splits.
Everything is whole-number arithmetic on NumPy's legacy generator, whose stream is frozen: the
images are the same to the byte on every machine.
"""

from functools import cache

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from attnbench.data.images import Images

SIDE = 32
GLYPH = 16
"""Side of a glyph on the canvas: twice the 8 pixels of the source."""
FRAGMENT = 6
"""Side of a distractor: a piece of a glyph."""
DISTRACTORS = 5
NUM_CLASSES = 10
TRAIN_GLYPHS = 1197
TRAIN_IMAGES = 5000
TEST_IMAGES = 2000
SEED = 20230523

DARKEST_INK = 140
"""Every channel of a glyph is at least this bright, and the ground at most `BRIGHTEST_GROUND`."""
BRIGHTEST_GROUND = 115
FULL_INK = 16
"""The source's value of a fully inked pixel."""


@cache
def load() -> Images:
    """The data set: 5,000 training and 2,000 test images of 3x32x32, ten classes."""
    from sklearn.datasets import load_digits  # noqa: PLC0415 - takes a second to import

    source = load_digits()
    glyphs = source.images.astype(np.int64).repeat(2, axis=1).repeat(2, axis=2)
    labels = source.target.astype(np.int64)
    random = RandomState(SEED)
    train, test = split_glyphs(random, len(glyphs))
    train_images, train_labels = _draw_all(random, glyphs[train], labels[train], TRAIN_IMAGES)
    test_images, test_labels = _draw_all(random, glyphs[test], labels[test], TEST_IMAGES)
    return Images(
        train_images=train_images,
        train_labels=train_labels,
        test_images=test_images,
        test_labels=test_labels,
        num_classes=NUM_CLASSES,
        mean=tuple((train_images.mean((0, 2, 3)) / 255).tolist()),
        deviation=tuple((train_images.std((0, 2, 3)) / 255).tolist()),
    )


def split_glyphs(random: RandomState, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which glyphs the training and which the test images are drawn from; none is in both."""
    order = random.permutation(count)
    return order[:TRAIN_GLYPHS], order[TRAIN_GLYPHS:]


def _draw_all(
    random: RandomState, glyphs: NDArray[np.int64], labels: NDArray[np.int64], count: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    chosen = random.randint(len(glyphs), size=count)
    images = np.stack([_draw(random, glyphs, glyph) for glyph in chosen])
    return images, labels[chosen]


def _draw(random: RandomState, glyphs: NDArray[np.int64], chosen: int) -> NDArray[np.uint8]:
    """One canvas (3, 32, 32): the ground, then the distractors, then the digit over them."""
    canvas = np.empty((3, SIDE, SIDE), dtype=np.int64)
    canvas[:] = random.randint(BRIGHTEST_GROUND + 1, size=(3, 1, 1))
    for _ in range(DISTRACTORS):
        glyph = glyphs[random.randint(len(glyphs))]
        top, left = random.randint(GLYPH - FRAGMENT + 1, size=2)
        _blend(random, canvas, glyph[top : top + FRAGMENT, left : left + FRAGMENT])
    _blend(random, canvas, glyphs[chosen])
    return canvas.astype(np.uint8)


def _blend(random: RandomState, canvas: NDArray[np.int64], ink: NDArray[np.int64]) -> None:
    """Draw in one random ink colour at a random place, in proportion to the ink of each pixel."""
    side = len(ink)
    top, left = random.randint(SIDE - side + 1, size=2)
    colour = random.randint(DARKEST_INK, 256, size=(3, 1, 1))
    ground = canvas[:, top : top + side, left : left + side]
    ground[:] = (ground * (FULL_INK - ink) + colour * ink) // FULL_INK
