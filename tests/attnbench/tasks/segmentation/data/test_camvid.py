"""CamVid in SegNet's copy: 11 is no class, and `test` is scored."""

from pathlib import Path

import numpy as np
import pytest

from attnbench.tasks.segmentation.data import camvid as data
from attnbench.tasks.segmentation.data.crop import crop_of
from tests.attnbench.tasks.segmentation.data.folders import (
    TEST,
    TRAIN,
    make_camvid,
    stripes,
    write_pairs,
)


@pytest.mark.parametrize("inner", ["", "CamVid"])
def test_eleven_is_no_class_and_test_is_scored(tmp_path: Path, inner: str) -> None:
    make_camvid(tmp_path / inner)
    pictures = data.scan(tmp_path)
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert np.array_equal(pictures.test.read(0)[1], stripes((0, 10, 255)))
    assert pictures.classes[10] == "bicyclist"


def test_images_and_masks_may_be_in_folders_of_their_own(tmp_path: Path) -> None:
    for split, count in (("train", TRAIN), ("test", TEST)):
        images, masks = (f"{tmp_path}/{what}/{split}/{{}}" for what in ("images", "masks"))
        write_pairs(f"{images}.jpg", f"{masks}.png", (0, 10, 11), count)
    pictures = data.scan(tmp_path)
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert np.array_equal(pictures.train.read(0)[1], stripes((0, 10, 255)))


def test_the_real_one_has_the_published_shares_of_classes(camvid: Path) -> None:
    pictures = data.scan(camvid)
    assert (len(pictures.train), len(pictures.test)) == (367, 233)
    assert crop_of(pictures, 0) == (360, 480)
    assert crop_of(pictures, 180) == (180, 240)
    assert pictures.notes == ()
    labels = np.stack([pictures.train.read(index)[1] for index in range(0, 367, 6)])
    shares = np.bincount(labels.ravel(), minlength=256) / labels.size
    most_frequent = [pictures.classes[label] for label in np.argsort(-shares[:11])[:4]]
    assert most_frequent == ["road", "building", "sky", "tree"]
    assert 0.02 < shares[255] < 0.06
    assert shares[:11].min() > 0.001
