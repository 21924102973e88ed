"""Pictures of detections beside the true boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from attnbench.data.sheet import GAP, HEADER, INK, PAPER, short_name

TILE = 320
"""Side to which the longer side of an image is brought, in pixels."""
LINE = 2
TRUE, DETECTED = (0, 140, 60), (215, 40, 40)

LEAST_SHOWN = 0.25
"""Score below which a detection is not drawn."""

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """One image with its objects and the detections of a network."""

    pixels: NDArray[np.uint8]
    """(H, W, 3)."""
    true_boxes: NDArray[np.floating]
    """(N, 4): left, top, right and bottom in pixels of the image."""
    true_labels: NDArray[np.integer]
    """(N,)."""
    detected_boxes: NDArray[np.floating]
    """(M, 4)."""
    detected_labels: NDArray[np.integer]
    """(M,)."""
    detected_scores: NDArray[np.floating]
    """(M,), in 0..1."""


def draw_detections(
    pictures: Sequence[Picture], class_names: Sequence[str], title: str, *, columns: int = 4
) -> bytes:
    """A sheet as PNG: true boxes in green, detected ones in red with class and score.

    Where detected boxes overlap, the most certain is on top.

    Args:
        pictures: One becomes a tile.
        class_names: By label.
        title: Names the row and the seed.
        columns: Tiles in a row.
    """
    step = TILE + GAP
    across = min(columns, len(pictures))
    rows = ceil(len(pictures) / columns)
    sheet = Image.new("RGB", (GAP + across * step, HEADER + rows * step), PAPER)
    hidden = sum(int((picture.detected_scores < LEAST_SHOWN).sum()) for picture in pictures)
    ImageDraw.Draw(sheet).text(
        (GAP, GAP),
        f"{title}. Green: true. Red: found, score {LEAST_SHOWN} or more; {hidden} below not drawn.",
        fill=INK,
    )
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        sheet.paste(_tile(picture, class_names), (GAP + column * step, HEADER + row * step))
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def _tile(picture: Picture, class_names: Sequence[str]) -> Image.Image:
    image = Image.fromarray(picture.pixels)
    scale = TILE / max(image.size)
    resampling = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.LANCZOS
    width, height = (max(round(side * scale), 1) for side in image.size)
    tile = image.resize((width, height), resampling)
    pen = ImageDraw.Draw(tile)
    for box, label in zip(picture.true_boxes, picture.true_labels, strict=True):
        _draw(pen, box * scale, short_name(class_names[label]), TRUE, below=True)
    shown = np.flatnonzero(picture.detected_scores >= LEAST_SHOWN)
    for index in sorted(shown, key=lambda place: picture.detected_scores[place]):
        name = short_name(class_names[picture.detected_labels[index]])
        caption = f"{name} {picture.detected_scores[index]:.2f}"
        _draw(pen, picture.detected_boxes[index] * scale, caption, DETECTED, below=False)
    return tile


def _draw(
    pen: ImageDraw.ImageDraw,
    box: NDArray[np.floating],
    caption: str,
    colour: Colour,
    *,
    below: bool,
) -> None:
    """A box and its caption, on the colour so that it can be read on any image."""
    left, top, right, bottom = box.tolist()
    pen.rectangle((left, top, right, bottom), outline=colour, width=LINE)
    anchor, corner = ("lb", (left + LINE, bottom)) if below else ("lt", (left + LINE, top))
    pen.rectangle(pen.textbbox(corner, caption, anchor=anchor), fill=colour)
    pen.text(corner, caption, fill=PAPER, anchor=anchor)
