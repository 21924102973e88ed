"""Sheets of images, masks and predictions: a column for each, a line for each image."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from attnbench.data.sheet import GAP, INK, PAPER
from attnbench.tasks.segmentation.data.pictures import Mask
from attnbench.tasks.segmentation.palette import Palette, paint
from attnreport.text import printable

LARGE, SMALL = 320, 192
"""Pixels to which the longer side of a mask is reduced, and up to which it is enlarged."""
LEAST_WIDTH = 160
"""Of a column, so that its head can be read above narrow images."""
LINE = 14
"""Height of a line of text."""
TITLE = LINE + GAP

Size = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a sheet shows of every image."""

    head: tuple[str, ...]
    """Lines of text."""
    tiles: Sequence[Image.Image]
    """One an image."""


def image_tile(pixels: NDArray[np.uint8], size: Size) -> Image.Image:
    """An image, (H, W, 3), at a size; enlarged by a whole number, its pixels stay squares."""
    image = Image.fromarray(pixels)
    is_whole = not any(new % old for new, old in zip(size, image.size, strict=True))
    return image.resize(size, Image.Resampling.NEAREST if is_whole else Image.Resampling.LANCZOS)


def mask_tile(mask: Mask, palette: Palette) -> Image.Image:
    """A mask in colours, at the size at which it is shown."""
    labels = Image.fromarray(mask).resize(shown_size(mask), Image.Resampling.NEAREST)
    return Image.fromarray(paint(np.asarray(labels), palette))


def shown_size(mask: Mask) -> Size:
    """The size at which an image with that mask is shown: small ones are enlarged in whole steps.

    So each label of a small mask is a square, and all squares are alike.
    """
    longer = max(mask.shape)
    scale = min(1.0, LARGE / longer) * max(1, SMALL // longer)
    height, width = (max(1, round(side * scale)) for side in mask.shape)
    return width, height


def draw_sheet(title: str, legends: Sequence[Image.Image], columns: Sequence[Column]) -> bytes:
    """A sheet as PNG.

    Args:
        title: Stands above all.
        legends: Stand below it, see `width_of`.
        columns: With as many tiles each; those of one image have one size.
    """
    heights = [tiles[0].height for tiles in zip(*(c.tiles for c in columns), strict=True)]
    heads = GAP + TITLE + sum(legend.height for legend in legends)
    first = heads + LINE * max(len(column.head) for column in columns) + GAP
    tops = np.cumsum([first, *(height + GAP for height in heights)]).tolist()
    sheet = Image.new("RGB", (width_of(columns), tops[-1]), PAPER)
    ImageDraw.Draw(sheet).text((GAP, GAP), fitted(title, sheet.width - 2 * GAP), fill=INK)
    top = GAP + TITLE
    for legend in legends:
        sheet.paste(legend, (0, top))
        top += legend.height
    for number, column in enumerate(columns):
        _put(sheet, column, GAP + number * (_column_width(columns) + GAP), (heads, *tops))
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def _put(sheet: Image.Image, column: Column, left: int, tops: Sequence[int]) -> None:
    """Draw a column: its head at the first top, its tiles at the others."""
    pen, width = ImageDraw.Draw(sheet), max(LEAST_WIDTH, *(tile.width for tile in column.tiles))
    for line, text in enumerate(column.head):
        pen.text((left, tops[0] + line * LINE), fitted(text, width), fill=INK)
    for tile, top in zip(column.tiles, tops[1:], strict=False):
        sheet.paste(tile, (left, top))


def width_of(columns: Sequence[Column]) -> int:
    """The width of a sheet of such columns, in pixels."""
    return GAP + len(columns) * (_column_width(columns) + GAP)


def fitted(text: str, width: int) -> str:
    """A text on one line, cut to a width in pixels."""
    pen = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    line = printable(text)
    if pen.textlength(line) <= width:
        return line
    while line and pen.textlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def _column_width(columns: Sequence[Column]) -> int:
    return max(LEAST_WIDTH, *(tile.width for column in columns for tile in column.tiles))
