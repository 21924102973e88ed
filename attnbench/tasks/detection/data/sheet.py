"""A picture of a data set whose images have boxes: some of each split, with all their boxes."""

from colorsys import hsv_to_rgb
from io import BytesIO
from math import ceil

import numpy as np
from PIL import Image, ImageDraw

from attnbench.data.sheet import GAP, HEADER, INK, PAPER, short_name
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet
from attnbench.tasks.detection.data.scene import Scene, letterboxed

SAMPLES = 6
"""Images that are drawn from each split."""
COLUMNS = 2
TILE = 320
"""Side to which images are resized, in pixels."""
GOLDEN_RATIO = 0.618
"""Step between the hues of neighbouring classes, which keeps them far apart."""


def draw_boxes(pictures: BoxedPictureSet) -> bytes:
    """The sheet as PNG: training images on the left, test images on the right."""
    step = TILE + GAP
    half = COLUMNS * step + GAP
    rows = ceil(SAMPLES / COLUMNS)
    sheet = Image.new("RGB", (2 * half, HEADER + rows * step), PAPER)
    pen = ImageDraw.Draw(sheet)
    splits = (("train", pictures.train), ("test", pictures.test))
    for number, (name, split) in enumerate(splits):
        left = number * half + GAP
        chosen = np.unique(np.linspace(0, len(split) - 1, SAMPLES).astype(int)).tolist()
        caption = f"{name}, {len(chosen)} of {len(split)} images, {len(split.boxes)} boxes"
        pen.text((left, GAP), f"{caption} of {len(pictures.classes)} classes", fill=INK)
        for place, index in enumerate(chosen):
            row, column = divmod(place, COLUMNS)
            tile = _tile(split, index, pictures.classes)
            sheet.paste(tile, (left + column * step, HEADER + row * step))
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def _tile(split: BoxedPictures, index: int, classes: tuple[str, ...]) -> Image.Image:
    """One image with its boxes and their classes; crowds are marked."""
    boxes = split.boxes_of(index)
    scene = letterboxed(Scene(split.read(index), boxes.corners, boxes.labels), TILE)
    pen = ImageDraw.Draw(scene.picture)
    for corners, label, crowd in zip(
        scene.corners.tolist(), boxes.labels.tolist(), boxes.crowds.tolist(), strict=True
    ):
        name = f"{short_name(classes[label])}{' (crowd)' if crowd else ''}"
        pen.rectangle(corners, outline=_colour(label), width=2)
        at = (corners[0] + GAP, corners[1] + GAP / 2)
        pen.text(at, name, fill=PAPER, stroke_width=1, stroke_fill=INK)
    return scene.picture


def _colour(label: int) -> tuple[int, int, int]:
    red, green, blue = hsv_to_rgb(label * GOLDEN_RATIO % 1, 1, 1)
    return round(255 * red), round(255 * green), round(255 * blue)
