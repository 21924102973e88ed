"""The sheet shows images of both splits beside their masks, and what the colours mean."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnbench.cli import main
from attnbench.data.sheet import GAP, HEADER
from attnbench.tasks.segmentation.data import plain
from attnbench.tasks.segmentation.data.sheet import TILE, colours_of, draw_masks
from tests.attnbench.tasks.segmentation.data.folders import make_masks, write_mask


def test_a_mask_is_beside_its_image_in_the_colours_of_its_classes(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    write_mask(folder / "masks" / "train" / "0.png", (0, 255, 1))
    pictures = plain.scan(folder)
    sheet = np.asarray(Image.open(BytesIO(draw_masks(pictures))))
    height = TILE * 16 // 24
    row = sheet[HEADER : HEADER + height, GAP:]
    image, mask = row[:, :TILE], row[:, TILE + GAP : 2 * TILE + GAP]
    expected = Image.open(folder / "images" / "train" / "0.jpg").resize((TILE, height))
    assert np.array_equal(image, np.asarray(expected))
    thirds = mask[:, : TILE // 3], mask[:, TILE // 3 : 2 * TILE // 3], mask[:, 2 * TILE // 3 :]
    first, second = colours_of(pictures)
    assert (thirds[0] == first).all()
    assert (thirds[2] == second).all()
    assert len(np.unique(thirds[1].reshape(-1, 3), axis=0)) == 2


def test_the_colours_of_the_data_are_used(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    write_mask(folder / "masks" / "train" / "0.png", (0, 1), palette=[0, 0, 0, 128, 0, 64])
    pictures = plain.scan(folder)
    assert colours_of(pictures).tolist() == [[0, 0, 0], [128, 0, 64]]


@pytest.mark.parametrize("name", ["masks", "digit-masks"])
def test_the_command_draws_it_and_tells_what_is_conspicuous(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = make_masks(tmp_path / "data")
    for mask in (folder / "masks" / "train").iterdir():
        write_mask(mask, (0, 2, 255, 255, 255))
    file = tmp_path / "sheet.png"
    source = f"masks:{folder}" if name == "masks" else name
    with pytest.raises(SystemExit) as end:
        main(["list", "data", "--sheet", str(file), "--name", source])
    assert end.value.code == 0
    errors = capsys.readouterr().err
    assert f"wrote {file}" in errors
    assert ("255 fills" in errors) is (name == "masks")
    assert ("class 1" in errors) is (name == "masks")
