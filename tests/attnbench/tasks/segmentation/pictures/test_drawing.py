"""A sheet has a column for each row and a line for each image, whatever their sizes are."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from attnbench.data.sheet import GAP, PAPER
from attnbench.tasks.segmentation.palette import palette_of
from attnbench.tasks.segmentation.pictures.drawing import (
    LARGE,
    LEAST_WIDTH,
    SMALL,
    Column,
    draw_sheet,
    fitted,
    image_tile,
    mask_tile,
    shown_size,
    width_of,
)

RED = (255, 0, 0)


def tile(width: int, height: int, colour: tuple[int, int, int] = RED) -> Image.Image:
    return Image.new("RGB", (width, height), colour)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((360, 480), (LARGE, 240)),
        ((32, 32), (SMALL, SMALL)),
        ((30, 40), (160, 120)),
        ((200, 250), (250, 200)),
        ((1, 5000), (LARGE, 1)),
        ((1, 1), (SMALL, SMALL)),
    ],
)
def test_large_masks_are_reduced_and_small_ones_enlarged_in_whole_steps(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert shown_size(np.zeros(size, np.uint8)) == shown


def test_each_label_of_a_small_mask_is_a_square() -> None:
    mask = np.arange(4, dtype=np.uint8).reshape(2, 2)
    palette = palette_of(4)
    side = SMALL // 2
    pixels = np.asarray(mask_tile(mask, palette))
    expected = palette[mask].repeat(side, 0).repeat(side, 1)
    np.testing.assert_array_equal(pixels, expected)
    np.testing.assert_array_equal(np.asarray(image_tile(palette[mask], (SMALL, SMALL))), expected)


def test_images_of_any_size_share_a_sheet() -> None:
    columns = [
        Column(head=("image",), tiles=[tile(100, 50), tile(40, 300)]),
        Column(head=("ECA", "seed 0"), tiles=[tile(100, 50), tile(40, 300)]),
    ]
    sheet = Image.open(BytesIO(draw_sheet("title", [tile(20, 30)], columns)))
    assert sheet.width == width_of(columns) == GAP + 2 * (LEAST_WIDTH + GAP)
    pixels = np.asarray(sheet)
    assert (pixels == RED).all(-1).sum() == 20 * 30 + 2 * (100 * 50 + 40 * 300)


def test_a_long_head_stays_within_its_column() -> None:
    columns = [Column(head=(text,), tiles=[tile(100, 50)]) for text in ("w" * 1000, "")]
    sheet = Image.open(BytesIO(draw_sheet("t" * 1000, [], columns)))
    beside = sheet.crop((GAP + LEAST_WIDTH, 20, GAP + LEAST_WIDTH + GAP, sheet.height))
    assert beside.getcolors() == [(beside.width * beside.height, PAPER)]


def test_a_text_is_cut_to_a_width() -> None:
    assert fitted("ECA\n(site=neck)", 500) == "ECA (site=neck)"
    short = fitted("a long name of a row", 60)
    assert short.endswith("…")
    assert len(short) > 3
    assert fitted("anything", 0) == "…"
