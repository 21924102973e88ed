"""A picture of a data set: samples of every class from both splits."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from attnbench.data.images import Images

SAMPLES = 8
"""Of each class and split."""
MOST_CLASSES = 20
SCALE = 2
GAP = 4
MARGIN = 64
HEADER = 20
INK, PAPER = (20, 20, 20), (255, 255, 255)


def draw_sheet(images: Images) -> bytes:
    """The sheet as PNG: a row for each class, training samples on the left, test on the right.

    Args:
        images: The data set; of many classes the first `MOST_CLASSES` are shown.
    """
    classes = min(images.num_classes, MOST_CLASSES)
    _, height, width = images.size
    step_x, step_y = SCALE * width + GAP, SCALE * height + GAP
    half = SAMPLES * step_x + MARGIN
    sheet = Image.new("RGB", (2 * half, HEADER + classes * step_y), PAPER)
    pen = ImageDraw.Draw(sheet)
    splits = (
        ("train", images.train_images, images.train_labels),
        ("test", images.test_images, images.test_labels),
    )
    for side, (name, pixels, labels) in enumerate(splits):
        left = side * half + MARGIN
        pen.text((left, GAP), f"{name}: {len(pixels)} images", fill=INK)
        for label in range(classes):
            top = HEADER + label * step_y
            pen.text((left - MARGIN + GAP, top + step_y // 2 - 8), f"class {label}", fill=INK)
            for column, index in enumerate(np.flatnonzero(labels == label)[:SAMPLES]):
                sheet.paste(_picture(pixels[index]), (left + column * step_x, top))
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def _picture(pixels: NDArray[np.uint8]) -> Image.Image:
    """(3, H, W) -> an image, each pixel as a square."""
    _, height, width = pixels.shape
    picture = Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    return picture.resize((SCALE * width, SCALE * height), Image.Resampling.NEAREST)
