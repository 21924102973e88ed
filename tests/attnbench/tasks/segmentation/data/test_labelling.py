"""A mask is read as indices, whatever its file looks like, and only labels that mean something."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from attnbench.errors import CorruptImage
from attnbench.tasks.segmentation.data.labelling import Labelling, MaskFiles, read_values
from tests.attnbench.tasks.segmentation.data.folders import stripes, write_mask


@given(num_classes=st.integers(1, 255))
def test_classes_and_255_stand_for_themselves_and_the_rest_is_refused(num_classes: int) -> None:
    table = Labelling.as_written(num_classes).table
    assert table[:num_classes].tolist() == list(range(num_classes))
    assert table[255] == 255
    assert (table[num_classes:255] == -1).all()


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif"])
@pytest.mark.parametrize("palette", [None, [255, 0, 0, 0, 255, 0, 0, 0, 255]])
def test_values_are_read_as_they_were_written(
    tmp_path: Path, suffix: str, palette: list[int] | None
) -> None:
    file = tmp_path / f"mask{suffix}"
    write_mask(file, (2, 0, 1), palette=palette)
    assert np.array_equal(read_values(file), stripes((2, 0, 1)))


def test_a_mask_is_turned_as_its_own_exif_says(tmp_path: Path) -> None:
    file = tmp_path / "mask.png"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(stripes((0, 1))).save(file, exif=exif)
    assert np.array_equal(read_values(file), stripes((0, 1)).T)


def test_a_label_that_means_nothing_is_named_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "mask.png"
    mask = stripes((0, 1))
    mask[3, 5], mask[9, 1] = 4, 7
    Image.fromarray(mask).save(file)
    masks = MaskFiles((str(file),), Labelling.as_written(2))
    with pytest.raises(CorruptImage) as caught:
        masks.read(0)
    assert str(caught.value) == (
        f"mask {file} has the value 4 in row 3, column 5, and 1 other such value; 0 to 1 are the "
        "classes, and 255 is where there is none; correct the mask"
    )


def test_masks_may_be_sent_to_another_process_and_are_counted(tmp_path: Path) -> None:
    for name, values in (("a", (0, 1)), ("b", (255, 3))):
        write_mask(tmp_path / f"{name}.png", values, (10, 2))
    paths = tuple(str(tmp_path / f"{name}.png") for name in "ab")
    labelling = Labelling.of({0: 2, 1: 255, 3: 0}, "")
    masks = pickle.loads(pickle.dumps(MaskFiles(paths, labelling)))
    counts = masks.count(range(2))
    assert {label: counts[label] for label in np.flatnonzero(counts)} == {0: 10, 2: 10, 255: 20}
    assert masks.name(1) == paths[1]
