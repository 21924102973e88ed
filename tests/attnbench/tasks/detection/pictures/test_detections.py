"""What the rows of a study found is drawn on the images that it was found in."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from attnbench.data.feed import Order
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.tasks.detection.pictures.detections import draw_sheets, pictures_of
from attnbench.tasks.pictures import IMAGES
from attnbench.tasks.sources import open_data_of

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


def test_each_row_has_a_sheet(detected: Compared) -> None:
    study = Study.load(detected[0] / "study")
    sheets = dict(draw_sheets(study, open_data_of(study.plan)))
    rows = [name.rpartition("-seed0-")[0] for name in sheets]
    assert rows == ["detections-train-baseline", "detections-train-eca"]
    for sheet in sheets.values():
        assert Image.open(BytesIO(sheet)).format == "PNG"


def test_a_picture_has_its_image_with_the_boxes_that_are_in_it(detected: Compared) -> None:
    study = Study.load(detected[0] / "study")
    run = next(record for record in study.records() if record.kind == "train")
    outcomes = study.outcomes(run.key)
    source = open_data_of(study.plan)
    order = Order(recipe=study.plan.recipe, device="cpu", limit=study.plan.limit)
    pictures = list(pictures_of(source.feed(order), outcomes))
    assert len(pictures) == min(IMAGES, run.test_images)
    assert {picture.pixels.shape for picture in pictures} == {(32, 32, 3)}
    for index, picture in enumerate(pictures):
        assert picture.true_boxes.min() >= 0
        assert picture.true_boxes.max() <= 32
        assert len(picture.detected_boxes) == (outcomes["detected_image"] == index).sum()
        assert picture.true_labels.max() < source.num_classes


def test_a_study_without_a_trained_row_is_refused(detected: Compared, tmp_path: Path) -> None:
    empty = Study.open(tmp_path / "empty", Study.load(detected[0] / "study").plan)
    with pytest.raises(WrongUse, match="no trained row yet"):
        list(draw_sheets(empty, open_data_of(empty.plan)))
