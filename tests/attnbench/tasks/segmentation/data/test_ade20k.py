"""ADE20K's masks: 0 is no class, and the classes begin at 1."""

from pathlib import Path

import numpy as np
import pytest

from attnbench.tasks.segmentation.data import ade20k
from tests.attnbench.tasks.segmentation.data.folders import TEST, TRAIN, make_ade20k, write_mask


@pytest.mark.parametrize("inner", ["", "ADEChallengeData2016"])
def test_zero_becomes_255_and_the_rest_moves_down_by_one(tmp_path: Path, inner: str) -> None:
    make_ade20k(tmp_path / inner)
    everything = (*range(151), 255)
    mask = tmp_path / inner / "annotations" / "training" / "ADE_1.png"
    write_mask(mask, everything, (152, 1))
    image = tmp_path / inner / "images" / "training" / "ADE_1.jpg"
    image.unlink()
    write_mask(image, (0,), (152, 1))
    pictures = ade20k.scan(tmp_path)
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert pictures.train.read(1)[1].tolist() == [[255, *range(150), 255]]
    assert np.unique(pictures.test.read(0)[1]).tolist() == [0, 149, 255]


def test_classes_have_the_names_that_come_with_the_data(tmp_path: Path) -> None:
    folder = make_ade20k(tmp_path)
    assert ade20k.scan(folder).classes == tuple(f"class {label}" for label in range(150))
    lines = [f"{n}\t0.1\t9\t9\t1\tthing {n}, item;object" for n in range(1, 151)]
    file = folder / "objectInfo150.txt"
    file.write_text("\n".join(["Idx\tRatio\tTrain\tVal\tStuff\tName", *lines, ""]))
    assert ade20k.scan(folder).classes == tuple(f"thing {n}" for n in range(1, 151))
    file.write_text("\n".join(lines[:9]))
    assert ade20k.scan(folder).classes[3] == "class 3"
