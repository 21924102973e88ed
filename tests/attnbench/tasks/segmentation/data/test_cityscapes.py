"""Cityscapes: masks of train ids where these were made, else of ids, which become train ids."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from attnbench.tasks.segmentation.data import cityscapes
from tests.attnbench.tasks.segmentation.data.folders import (
    TEST,
    TRAIN,
    make_cityscapes,
    stripes,
    write_mask,
)

PUBLISHED = [
    *(255, 255, 255, 255, 255, 255, 255, 0, 1, 255, 255, 2, 3, 4, 255, 255, 255),
    *(5, 255, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255, 255, 16, 17, 18),
]
"""By id the train id that the data set's authors give it."""
FIRST = "gtFine/train/ulm/ulm_0_gtFine_{}.png"


def test_every_id_becomes_its_published_train_id(tmp_path: Path) -> None:
    folder = make_cityscapes(tmp_path)
    size = (34, 1)
    write_mask(folder / FIRST.format("labelIds"), range(34), size)
    write_mask(folder / "leftImg8bit/train/ulm/ulm_0_leftImg8bit.png", (0,), size)
    pictures = cityscapes.scan(folder)
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert pictures.train.read(0)[1].tolist() == [PUBLISHED]
    assert pictures.classes[PUBLISHED[26]] == "car"
    assert len(pictures.classes) == 19


@pytest.mark.parametrize("other", ["labelIds", "instanceIds", "color"])
def test_train_ids_are_taken_where_they_are(tmp_path: Path, other: str) -> None:
    folder = make_cityscapes(tmp_path, end="labelTrainIds", values=(0, 18, 255))
    shutil.copy(folder / FIRST.format("labelTrainIds"), folder / FIRST.format(other))
    mask = cityscapes.scan(folder).train.read(0)[1]
    assert np.array_equal(mask, stripes((0, 18, 255)))
