"""A picture of a data set: samples of every class from both splits."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from attnbench.data.sheet import GAP, HEADER, INK, PAPER, margin_of, short_name
from attnbench.tasks.classification.data.images import Images

SAMPLES = 8
"""Images that are drawn from each class and split."""
TILE = 64
"""Side to which images are resized, in pixels."""


def draw_sheet(images: Images) -> bytes:
    """The sheet as PNG: a row for each class, training samples on the left, test on the right.

    Args:
        images: Samples of a data set; classes without any are left out.
    """
    shown = np.unique(images.train_labels).tolist()
    names = [_name(images, label) for label in shown]
    margin = margin_of(names)
    step = TILE + GAP
    half = margin + SAMPLES * step
    sheet = Image.new("RGB", (2 * half, HEADER + len(shown) * step), PAPER)
    pen = ImageDraw.Draw(sheet)
    splits = (
        ("train", images.train_images, images.train_labels),
        ("test", images.test_images, images.test_labels),
    )
    for side, (split, pixels, labels) in enumerate(splits):
        left = side * half + margin
        pen.text((left, GAP), f"{split}, {len(shown)} of {images.num_classes} classes", fill=INK)
        for row, (label, name) in enumerate(zip(shown, names, strict=True)):
            top = HEADER + row * step
            pen.text((left - GAP, top + TILE // 2), name, fill=INK, anchor="rm")
            for column, index in enumerate(np.flatnonzero(labels == label)[:SAMPLES]):
                sheet.paste(_tile(pixels[index]), (left + column * step, top))
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def _name(images: Images, label: int) -> str:
    return short_name(images.class_names[label] if images.class_names else f"class {label}")


def _tile(pixels: NDArray[np.uint8]) -> Image.Image:
    """(3, H, W) -> an image of the tile's side; what is smaller shows its pixels as squares."""
    image = Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    resampling = Image.Resampling.NEAREST if image.width < TILE else Image.Resampling.LANCZOS
    return image.resize((TILE, TILE), resampling)
