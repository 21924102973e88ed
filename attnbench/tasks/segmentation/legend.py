"""What the colours of a picture stand for."""

from collections.abc import Collection, Sequence

import numpy as np
from PIL import Image, ImageDraw

from attnbench.data.sheet import GAP, INK, PAPER, margin_of, short_name
from attnbench.tasks.segmentation.palette import Palette, paint

PATCH = 14
"""Side of a sample of a colour, in pixels."""
ROW = PATCH + GAP
UNLABELLED = "unlabelled"


def draw_legend(
    class_names: Sequence[str],
    palette: Palette,
    width: int,
    *,
    shown: Collection[int] | None = None,
) -> Image.Image:
    """A picture of that width: the colour and the name of each class, then of no class.

    Args:
        class_names: By class.
        palette: The colours, see `palette_of`.
        width: In pixels; entries that do not fit beside each other come below.
        shown: Labels that have an entry, one or more, in their order; None shows all.
    """
    every = [*map(short_name, class_names), UNLABELLED]
    labels = range(len(every)) if shown is None else shown
    names = {label: every[min(label, len(class_names))] for label in labels}
    step = PATCH + GAP + margin_of(list(names.values()))
    across = max(1, (width - GAP) // step)
    down = -(-len(names) // across)
    legend = Image.new("RGB", (width, GAP + down * ROW), PAPER)
    pen = ImageDraw.Draw(legend)
    for number, (label, name) in enumerate(names.items()):
        # Reading goes down a column, where classes have their order.
        column, row = divmod(number, down)
        left, top = GAP + column * step, GAP + row * ROW
        legend.paste(_patch(label, palette), (left, top))
        pen.text((left + PATCH + GAP, top + 1), name, fill=INK)
    return legend


def _patch(label: int, palette: Palette) -> Image.Image:
    """A sample of a colour."""
    return Image.fromarray(paint(np.full((PATCH, PATCH), label, np.uint8), palette))
