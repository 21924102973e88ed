"""A legend has an entry for each class, whatever its name and however narrow it is."""

import numpy as np
import pytest

from attnbench.tasks.segmentation.legend import PATCH, ROW, draw_legend
from attnbench.tasks.segmentation.palette import BETWEEN, STRIPE, palette_of


@pytest.mark.parametrize("width", [40, 300, 1300])
def test_every_class_and_no_class_have_a_patch(width: int) -> None:
    names = ["sky", "wall \n\t\u4e2d" + "w" * 1000, "tree"]
    palette = palette_of(3)
    legend = draw_legend(names, palette, width)
    assert legend.width == width
    pixels = np.asarray(legend).reshape(-1, 3)
    for colour in (*palette[1:].tolist(), STRIPE, BETWEEN):
        assert (pixels == colour).all(1).sum() >= PATCH * PATCH / 4


def test_entries_go_down_columns() -> None:
    palette = palette_of(3)
    pixels = np.asarray(draw_legend(["a", "b", "c"], palette, 200))
    assert pixels[ROW + PATCH // 2, PATCH // 2].tolist() == palette[1].tolist()
