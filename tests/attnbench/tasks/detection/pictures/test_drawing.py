"""The sheet shows each image with the boxes that are there and those that were found."""

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from attnbench.data.sheet import GAP, HEADER, PAPER
from attnbench.tasks.detection.pictures.drawing import (
    DETECTED,
    TILE,
    TRUE,
    Picture,
    draw_detections,
)


def picture(height: int = 40, width: int = 80, score: float = 0.9) -> Picture:
    return Picture(
        pixels=np.full((height, width, 3), 128, np.uint8),
        true_boxes=np.array([[10.0, 10, 30, 30]]),
        true_labels=np.array([0]),
        detected_boxes=np.array([[50.0, 5, 70, 25]]),
        detected_labels=np.array([1]),
        detected_scores=np.array([score]),
    )


def draw(*pictures: Picture, columns: int = 4) -> Image.Image:
    return Image.open(BytesIO(draw_detections(pictures, ["cat", "dog"], "EMA", columns=columns)))


def colour_at(sheet: Image.Image, x: float, y: float) -> object:
    """Of a position in the first picture."""
    scale = TILE / 80
    return sheet.getpixel((GAP + round(x * scale), HEADER + round(y * scale)))


def test_boxes_are_where_they_are_in_the_image() -> None:
    sheet = draw(picture())
    assert colour_at(sheet, 10, 15) == TRUE
    assert colour_at(sheet, 20, 10) == TRUE
    assert colour_at(sheet, 50, 20) == DETECTED
    assert colour_at(sheet, 20, 20) == (128, 128, 128)


def test_unlikely_detections_are_not_drawn() -> None:
    assert colour_at(draw(picture(score=0.1)), 50, 20) == (128, 128, 128)


def test_the_most_certain_of_boxes_that_lie_over_each_other_is_on_top() -> None:
    plain = picture()
    alone = draw(plain)
    overlapping = replace(
        plain,
        detected_boxes=plain.detected_boxes.repeat(2, axis=0),
        detected_labels=np.array([1, 0]),
        detected_scores=np.array([0.9, 0.3]),
    )
    area = (GAP + 202, HEADER + 22, GAP + 238, HEADER + 32)
    assert draw(overlapping).crop(area).tobytes() == alone.crop(area).tobytes()


def test_pictures_of_any_size_share_a_sheet() -> None:
    sheet = draw(picture(), picture(80, 40), picture(1, 700), columns=2)
    assert sheet.size == (GAP + 2 * (TILE + GAP), HEADER + 2 * (TILE + GAP))


def test_an_image_without_boxes_is_drawn_as_it_is() -> None:
    no_boxes = np.zeros((0, 4)), np.zeros(0, int)
    sheet = draw(Picture(np.full((80, 80, 3), 128, np.uint8), *no_boxes, *no_boxes, np.zeros(0)))
    assert sheet.crop((GAP, HEADER, GAP + TILE, HEADER + TILE)).getcolors() == [
        (TILE * TILE, (128, 128, 128))
    ]


def test_a_class_of_any_name_stays_within_its_tile() -> None:
    sheet = Image.open(BytesIO(draw_detections([picture()], ["a\nb", "long " * 999], "EMA")))
    beside = sheet.crop((GAP + TILE, HEADER, sheet.width, sheet.height))
    assert beside.getcolors() == [(beside.width * beside.height, PAPER)]


def test_the_sheet_says_whose_it_is() -> None:
    header = draw(picture()).crop((0, 0, GAP + TILE, HEADER))
    other = Image.open(BytesIO(draw_detections([picture()], ["cat", "dog"], "CA")))
    assert len(header.getcolors() or ()) > 1
    assert header.tobytes() != other.crop((0, 0, GAP + TILE, HEADER)).tobytes()
