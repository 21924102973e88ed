"""What is drawn is what was stored, beside the images that it is of."""

from pathlib import Path

import numpy as np
import pytest

from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.tasks.segmentation.pictures.scene import found_masks, scene_of
from tests.attnbench.tasks.segmentation.data.painted import COLOURS
from tests.attnbench.tasks.segmentation.planted import (
    PICTURES,
    SIZES,
    plant,
    shifted,
    source,
    true_masks,
)


def test_the_predictions_of_each_row_come_back_image_by_image(tmp_path: Path) -> None:
    rows = found_masks(plant(tmp_path / "study", "eca,ema", {"ema": 2}), source())
    assert [row.run.variant for row in rows] == ["baseline", "eca", "ema"]
    for row, by in zip(rows, (1, 1, 2), strict=True):
        assert [mask.shape for mask in row.masks] == SIZES[:12]
        for found, mask in zip(row.masks, true_masks(12), strict=True):
            np.testing.assert_array_equal(found, shifted(mask, by))


def test_images_and_masks_are_those_of_the_data_set(tmp_path: Path) -> None:
    study = plant(tmp_path / "study")
    scene = scene_of(study, source(), found_masks(study, source())[0])
    for mask, expected, pixels in zip(scene.masks, true_masks(12), scene.pixels, strict=True):
        np.testing.assert_array_equal(mask, expected)
        np.testing.assert_array_equal(pixels, COLOURS[expected])
    image, label = scene.columns()
    assert [tile.size for tile in image.tiles] == [tile.size for tile in label.tiles]
    assert scene.title("x") == "masks, the first 12 test images: x"


def test_the_legend_has_the_classes_that_are_met_alone(tmp_path: Path) -> None:
    study = plant(tmp_path / "study")
    scene = scene_of(study, source(), found_masks(study, source())[0])
    legend = np.asarray(scene.legend([np.array([[2, 2, 5]], np.uint8)], 300)).reshape(-1, 3)
    for label, colour in enumerate(scene.palette.tolist()):
        assert (legend == colour).all(1).any() == (label in (2, 5))


def test_a_row_says_its_seed_and_its_score(tmp_path: Path) -> None:
    study = plant(tmp_path / "study")
    rows = found_masks(study, source())
    scene = scene_of(study, source(), rows[0])
    assert scene.found(rows[1]).head == ("ECA", "seed 0, mIoU 50.0 %")


def test_data_that_have_changed_are_refused(tmp_path: Path) -> None:
    study = plant(tmp_path / "study")
    with pytest.raises(WrongUse, match="masks:painted has changed since"):
        found_masks(study, source(fingerprint="another"))


def test_a_row_without_predictions_is_left_out_and_a_study_without_is_refused(
    tmp_path: Path,
) -> None:
    study = plant(tmp_path / "study")
    study.outcomes_file("train-baseline-seed0").unlink()
    assert [row.run.variant for row in found_masks(study, source())] == ["eca"]
    study.outcomes_file("train-eca-seed0").unlink()
    with pytest.raises(WrongUse, match="has no predictions"):
        found_masks(study, source())


def test_a_study_without_a_trained_row_is_refused(tmp_path: Path) -> None:
    empty = Study.open(tmp_path / "empty", plant(tmp_path / "study").plan)
    with pytest.raises(WrongUse, match="no trained row yet"):
        found_masks(empty, source(PICTURES.fingerprint))
