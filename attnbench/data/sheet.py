"""What the pictures of data sets have in common."""

from collections.abc import Sequence
from math import ceil

from PIL import Image, ImageDraw

GAP = 4
HEADER = 20
LONGEST_NAME = 24
INK, PAPER = (20, 20, 20), (255, 255, 255)


def margin_of(names: Sequence[str]) -> int:
    """Pixels that the names of classes take beside their row."""
    pen = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    return 2 * GAP + ceil(max(map(pen.textlength, names)))


def short_name(name: str) -> str:
    """A class's name, which may come from any file, as a caption of one line."""
    text = " ".join(name.split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
