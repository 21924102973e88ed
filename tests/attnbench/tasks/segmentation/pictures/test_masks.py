"""The sheets of a study show every row, and each row beside the baseline."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnbench.tasks.segmentation.palette import palette_of
from attnbench.tasks.segmentation.pictures.difference import COLOURS, GAINED, LOST
from attnbench.tasks.segmentation.pictures.drawing import LARGE
from attnbench.tasks.segmentation.pictures.masks import ROWS, draw_sheets
from tests.attnbench.tasks.segmentation.planted import CLASSES, plant, source


def colours_in(content: bytes) -> set[tuple[int, ...]]:
    """Every colour of a sheet."""
    pixels = np.asarray(Image.open(BytesIO(content))).reshape(-1, 3)
    return {tuple(colour) for colour in np.unique(pixels, axis=0).tolist()}


def test_the_rows_share_a_sheet_and_each_module_has_one_beside_the_baseline(
    tmp_path: Path,
) -> None:
    sheets = dict(draw_sheets(plant(tmp_path / "study", "eca,ema"), source()))
    assert list(sheets) == [
        "masks-rows.png",
        "masks-difference-train-eca-seed0.png",
        "masks-difference-train-ema-seed0.png",
    ]
    for sheet in sheets.values():
        image = Image.open(BytesIO(sheet))
        assert image.format == "PNG"
        assert {tuple(colour) for colour in palette_of(CLASSES).tolist()} <= colours_in(sheet)


def test_a_study_of_many_rows_has_several_sheets_of_a_readable_width(tmp_path: Path) -> None:
    modules = "eca,ema,se,cbam,simam,ca"
    sheets = dict(draw_sheets(plant(tmp_path / "study", modules), source()))
    rows = [name for name in sheets if name.startswith("masks-rows")]
    assert rows == ["masks-rows-1.png", "masks-rows-2.png"]
    for name in rows:
        assert Image.open(BytesIO(sheets[name])).width <= (ROWS + 2) * (LARGE + 10)
    assert len(sheets) == 2 + 6


@pytest.mark.parametrize(
    ("shifts", "shown", "absent"),
    [
        ({"baseline": 1, "eca": 0}, GAINED, LOST),
        ({"baseline": 0, "eca": 1}, LOST, GAINED),
    ],
)
def test_a_difference_says_which_row_is_right(
    tmp_path: Path, shifts: dict[str, int], shown: int, absent: int
) -> None:
    sheets = dict(draw_sheets(plant(tmp_path / "study", shifts=shifts), source()))
    pixels = np.asarray(Image.open(BytesIO(sheets["masks-difference-train-eca-seed0.png"])))
    counts = [(pixels == COLOURS[label]).all(-1).sum() for label in (shown, absent)]
    # The other one has no more than its patch in the legend.
    assert counts[0] > 100 * counts[1] > 0


def test_without_a_baseline_nothing_is_compared(tmp_path: Path) -> None:
    study = plant(tmp_path / "study")
    (study.folder / "records" / "train-baseline-seed0.json").unlink()
    assert [name for name, _ in draw_sheets(study, source())] == ["masks-rows.png"]
