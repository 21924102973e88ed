"""VOC's lists say which images are trained on, and palettes do not change what masks say."""

from pathlib import Path

import numpy as np
import pytest

from attnbench.tasks.segmentation.data import voc
from tests.attnbench.tasks.segmentation.data.folders import (
    SIZE,
    TEST,
    TRAIN,
    make_voc,
    stripes,
    write_image,
    write_list,
    write_mask,
)

COLOURS = [channel for label in range(256) for channel in (label, 255 - label, label * 7 % 256)]


def add(folder: Path, number: int, values: tuple[int, ...]) -> None:
    """An image with a mask of SBD."""
    write_image(folder / "JPEGImages" / f"2007_{number}.jpg", seed=number)
    write_mask(folder / "SegmentationClassAug" / f"2007_{number}.png", values)


@pytest.mark.parametrize("inner", ["", "VOC2012", "VOCdevkit/VOC2012"])
def test_lists_say_what_is_trained_on(tmp_path: Path, inner: str) -> None:
    folder = make_voc(tmp_path / inner)
    write_image(folder / "JPEGImages" / "2007_99.jpg")
    pictures = voc.scan(tmp_path)
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert pictures.test.images.name(0).endswith("2007_4.jpg")
    assert len(pictures.classes) == 21
    assert pictures.palette is None
    assert np.array_equal(pictures.train.read(1)[1], stripes((0, 20, 255)))


def test_indices_are_read_and_colours_are_only_for_pictures(tmp_path: Path) -> None:
    folder = make_voc(tmp_path)
    for mask in (folder / "SegmentationClass").iterdir():
        write_mask(mask, (0, 20, 255), SIZE, COLOURS)
    pictures = voc.scan(folder)
    assert np.array_equal(pictures.train.read(1)[1], stripes((0, 20, 255)))
    assert pictures.palette is not None
    assert pictures.palette.tolist() == np.reshape(COLOURS, (-1, 3))[:21].tolist()


@pytest.mark.parametrize(
    ("name", "numbers", "line"),
    [
        ("train_aug.txt", (0, 1, 7, 8), "2007_{}"),
        ("trainaug.txt", (0, 1, 7, 8), "2007_{}"),
        (
            "train_aug.txt",
            (0, 1, 7, 8),
            "/JPEGImages/2007_{0}.jpg /SegmentationClassAug/2007_{0}.png",
        ),
        ("aug.txt", (7, 8), "2007_{}"),
    ],
)
def test_further_masks_are_trained_on_where_a_list_names_them(
    tmp_path: Path, name: str, numbers: tuple[int, ...], line: str
) -> None:
    folder = make_voc(tmp_path)
    for number in (1, 7, 8):
        add(folder, number, (3, number))
    write_list(folder, name, numbers, line)
    pictures = voc.scan(folder)
    count = len(numbers) + (TRAIN if name == "aug.txt" else 0)
    assert (len(pictures.train), len(pictures.test)) == (count, TEST)
    # VOC's own mask of an image comes before the other one.
    assert np.array_equal(pictures.train.read(1)[1], stripes((0, 20, 255)))
    assert np.array_equal(pictures.train.read(count - 1)[1], stripes((3, 8)))
    assert not [note for note in pictures.notes if "SegmentationClassAug" in note]


def test_further_masks_without_a_list_are_not_used_and_a_note_says_so(tmp_path: Path) -> None:
    folder = make_voc(tmp_path)
    add(folder, 7, (3, 4))
    pictures = voc.scan(folder)
    assert len(pictures.train) == TRAIN
    assert "SegmentationClassAug of " in pictures.notes[0]
    assert pictures.notes[0].endswith("has neither train_aug.txt nor aug.txt")
