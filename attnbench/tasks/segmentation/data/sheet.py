"""A picture of a data set whose images have masks: some of each split, beside their masks."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from attnbench.data.sheet import GAP, HEADER, INK, PAPER
from attnbench.tasks.segmentation.data.pictures import Mask, MaskedPictures, MaskedPictureSet
from attnbench.tasks.segmentation.legend import draw_legend
from attnbench.tasks.segmentation.palette import Palette, paint, palette_of

SAMPLES = 6
"""Images that are drawn from each split."""
TILE = 240
"""Longer side of an image, in pixels."""


def draw_masks(pictures: MaskedPictureSet) -> bytes:
    """The sheet as PNG: training images on the left, test images on the right, a legend below."""
    palette = colours_of(pictures)
    halves = [
        _draw_split(name, split, palette)
        for name, split in (("train", pictures.train), ("test", pictures.test))
    ]
    width = sum(half.width for half in halves) + GAP
    legend = draw_legend(pictures.classes, palette, width)
    height = max(half.height for half in halves)
    sheet = Image.new("RGB", (width, height + legend.height), PAPER)
    for number, half in enumerate(halves):
        sheet.paste(half, (number * (halves[0].width + GAP), 0))
    sheet.paste(legend, (0, height))
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def colours_of(pictures: MaskedPictureSet) -> Palette:
    """The data set's own colours of its classes, or ours."""
    own = () if pictures.palette is None else [(r, g, b) for r, g, b in pictures.palette.tolist()]
    return palette_of(len(pictures.classes), own)


def _draw_split(name: str, split: MaskedPictures, palette: Palette) -> Image.Image:
    """One below the other, images and their masks beside them."""
    chosen = np.unique(np.linspace(0, len(split) - 1, SAMPLES).astype(int)).tolist()
    rows = [_row(*split.read(index), palette) for index in chosen]
    height = HEADER + sum(row.height + GAP for row in rows)
    half = Image.new("RGB", (2 * (TILE + GAP), height), PAPER)
    caption = f"{name}, {len(chosen)} of {len(split)} images"
    ImageDraw.Draw(half).text((GAP, GAP), caption, fill=INK)
    top = HEADER
    for row in rows:
        half.paste(row, (GAP, top))
        top += row.height + GAP
    return half


def _row(image: Image.Image, mask: Mask, palette: Palette) -> Image.Image:
    """An image and its mask at the size at which they are shown."""
    scale = TILE / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    row = Image.new("RGB", (2 * TILE + GAP, height), PAPER)
    row.paste(image.resize((width, height)), (0, 0))
    labels = np.asarray(Image.fromarray(mask).resize((width, height), Image.Resampling.NEAREST))
    row.paste(Image.fromarray(paint(labels, palette)), (TILE + GAP, 0))
    return row
