"""The sheet shows images of both splits with all their boxes."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnbench.cli import main
from attnbench.data.sheet import GAP, HEADER
from attnbench.tasks.detection.data import coco
from attnbench.tasks.detection.data.sheet import COLUMNS, TILE, _colour, draw_boxes

MakeCoco = Callable[..., Path]


def draw(folder: Path) -> Image.Image:
    return Image.open(BytesIO(draw_boxes(coco.scan(folder))))


def test_a_box_is_drawn_in_the_colour_of_its_class_where_it_is(make_coco: MakeCoco) -> None:
    pets = make_coco(train=2)
    boxes = coco.scan(pets).train.boxes_of(1)
    left, top, right, bottom = (boxes.corners[0] * TILE / 41).round().astype(int)
    tile = np.asarray(draw(pets))[HEADER:, 2 * GAP + TILE :]
    for row, column in ((bottom - 1, (left + right) // 2), ((top + bottom) // 2, right - 1)):
        assert tuple(tile[row, column]) == _colour(boxes.labels[0])


def test_few_images_and_hostile_names_are_drawn(make_coco: MakeCoco) -> None:
    def rename(content: dict[str, list[dict[str, object]]]) -> None:
        for number, category in enumerate(content["categories"]):
            category["name"] = f"{number} \n\t\0 \u202e\u4e2d [red]" + "w" * 1000

    pets = make_coco(train=2, test=2)
    hostile = make_coco("hostile", change=rename)
    (hostile / "annotations" / "instances_val.json").write_bytes(
        (hostile / "annotations" / "instances_train.json").read_bytes()
    )
    for file in (hostile / "images" / "train").iterdir():
        file.rename(hostile / "images" / "val" / file.name)
        (hostile / "images" / "train" / file.name).symlink_to(hostile / "images/val" / file.name)
    assert draw(pets).size == draw(hostile).size
    assert draw(pets).width == 2 * (COLUMNS * (TILE + GAP) + GAP)


def test_the_command_tells_what_was_left_out(
    make_coco: MakeCoco, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def empty(content: dict[str, list[dict[str, object]]]) -> None:
        content["annotations"][0]["bbox"] = [3, 4, 5, 0]

    file = tmp_path / "pets.png"
    with pytest.raises(SystemExit) as end:
        main(["list", "data", "--sheet", str(file), "--name", f"coco:{make_coco(change=empty)}"])
    assert end.value.code == 0
    errors = capsys.readouterr().err
    assert "1 of 12 boxes have no width or no height and are left out" in errors
    assert f"wrote {file}" in errors
