"""The built-in data set: real handwritten digits among distractors on a coloured canvas.

After the cluttered digits of the attention literature (Mnih et al., NeurIPS 2014, arXiv:1406.6247).
The glyphs are the 1,797 of 8x8 pixels that ship inside scikit-learn (UCI optical recognition of
handwritten digits); they are split before any canvas is drawn, so no glyph is in both splits.
Everything is whole-number arithmetic on NumPy's legacy generator, whose stream is frozen: the
images are the same to the byte on every machine.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import RandomState
from numpy.typing import NDArray

from attnbench.errors import WrongUse
from attnbench.tasks.classification.data.images import Images

FILE = Path("datasets", "data", "digits.csv.gz")
"""Of scikit-learn, whose import would take more than a second: 64 inks and a digit a line."""
SIDE = 32
GLYPH = 16
"""Side of a glyph on the canvas: twice the 8 pixels of the source."""
FRAGMENT = 6
"""Side of a distractor: a piece of a glyph."""
DISTRACTORS = 2
NUM_CLASSES = 10
TRAIN_GLYPHS = 1197
TRAIN_IMAGES = 2500
TEST_IMAGES = 2000
SEED = 20230523

DARKEST_INK = 140
"""Every channel of a glyph is at least this bright, and the ground at most `BRIGHTEST_GROUND`."""
BRIGHTEST_GROUND = 115
FULL_INK = 16
"""The source's value of a fully inked pixel."""


@cache
def load() -> Images:
    """The data set: 2,500 training and 2,000 test images of 3x32x32, ten classes."""
    drawings, labels = load_glyphs()
    glyphs = drawings.repeat(2, axis=1).repeat(2, axis=2)
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


def load_glyphs() -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """The ink of all glyphs, (1797, 8, 8) of 0 to 16, and what digits they are, (1797,).

    Raises:
        WrongUse: if scikit-learn does not bring them.
    """
    spec = find_spec("sklearn")
    places = (spec and spec.submodule_search_locations) or ()
    file = next((Path(place, FILE) for place in places if Path(place, FILE).is_file()), None)
    if file is None:
        raise WrongUse(f"scikit-learn does not bring {FILE}; install another release of it")
    table = np.loadtxt(file, delimiter=",", dtype=np.int16)
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1].astype(np.int64)


def split_glyphs(random: RandomState, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which glyphs the training and which the test images are drawn from; none is in both."""
    order = random.permutation(count)
    return order[:TRAIN_GLYPHS], order[TRAIN_GLYPHS:]


def _draw_all(
    random: RandomState, glyphs: NDArray[np.int16], labels: NDArray[np.int64], count: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """`count` canvases (N, 3, 32, 32): the ground, the distractors, the digit on top."""
    chosen = random.randint(len(glyphs), size=count)
    ground, *distractors, digit = _numbers(random, len(glyphs), count)
    canvases = np.empty((count, 3, SIDE, SIDE), dtype=np.int16)
    canvases[:] = ground[:, :, None, None]
    fragments = sliding_window_view(glyphs, (FRAGMENT, FRAGMENT), (1, 2))
    for numbers in distractors:
        glyph, top, left = numbers[:, :3].T
        _blend(canvases, fragments[glyph, top, left], numbers[:, 3:])
    _blend(canvases, glyphs[chosen], digit)
    return canvases.astype(np.uint8), labels[chosen]


def _numbers(random: RandomState, glyphs: int, count: int) -> list[NDArray[np.int16]]:
    """All random numbers of `count` canvases: for the ground, each distractor, the digit.

    One canvas takes all its numbers before the next one takes its own.
    """
    corner = (0, GLYPH - FRAGMENT + 1)
    limits = [
        *3 * [(0, BRIGHTEST_GROUND + 1)],
        *DISTRACTORS * [(0, glyphs), corner, corner, *_blend_limits(FRAGMENT)],
        *_blend_limits(GLYPH),
    ]
    low, high = np.transpose(limits)
    drawn = random.randint(low, high, size=(count, len(limits))).astype(np.int16)
    width = 3 + len(_blend_limits(FRAGMENT))
    return np.split(drawn, range(3, 3 + DISTRACTORS * width + 1, width), axis=1)


def _blend_limits(side: int) -> list[tuple[int, int]]:
    """The ranges of the numbers of `_blend`: top and left, then three channels of ink."""
    return [*2 * [(0, SIDE - side + 1)], *3 * [(DARKEST_INK, 256)]]


def _blend(canvases: NDArray[np.int16], inks: NDArray[np.int16], drawn: NDArray[np.int16]) -> None:
    """Draw on each canvas in one ink colour at one place, in proportion to the ink of each pixel.

    Args:
        canvases: (N, 3, 32, 32), changed in place.
        inks: (N, side, side).
        drawn: (N, 5), see `_blend_limits`.
    """
    top, left = drawn[:, :2].T
    colours, ink = drawn[:, 2:, None, None], inks[:, None]
    windows = sliding_window_view(canvases, inks.shape[1:], (2, 3), writeable=True)
    at = (np.arange(len(canvases)), slice(None), top, left)
    windows[at] = inked(windows[at], colours, ink)


def inked(
    ground: NDArray[np.int16], colours: NDArray[np.int16], ink: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Pixels that are covered with colours in proportion to the ink of each."""
    return (ground * (FULL_INK - ink) + colours * ink) // FULL_INK
