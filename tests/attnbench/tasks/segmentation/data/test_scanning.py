"""What a scan of files says of a data set, and what it does not read."""

from pathlib import Path

import numpy as np
import pytest

from attnbench.tasks.segmentation.data import plain
from attnbench.tasks.segmentation.data.pictures import MaskedPictureSet
from attnbench.tasks.segmentation.data.scanning import TRAIN_SAMPLE
from tests.attnbench.tasks.segmentation.data.folders import (
    TRAIN,
    make_masks,
    write_image,
    write_mask,
    write_pairs,
)


def scan(folder: Path) -> MaskedPictureSet:
    return plain.scan(make_masks(folder))


def test_an_image_that_exif_turns_fits_a_mask_of_the_turned_size(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    write_image(folder / "images" / "train" / "1.jpg", (16, 24), orientation=6)
    pictures = plain.scan(folder)
    assert pictures.train.sizes.tolist() == [[24, 16]] * TRAIN
    assert pictures.train.read(1)[0].size == (24, 16)
    (note,) = pictures.notes
    assert note.startswith("1 of 4 images is turned as its EXIF says, the first ")
    assert note.endswith("images/train/1.jpg: check that masks fit the images as they are shown")


@pytest.mark.parametrize("change", ["masks", "images", "classes"])
def test_changed_data_have_another_fingerprint(tmp_path: Path, change: str) -> None:
    plain_one, same = scan(tmp_path / "plain"), scan(tmp_path / "same")
    assert plain_one.fingerprint == same.fingerprint
    folder = make_masks(tmp_path / "changed")
    if change == "masks":
        # Of the same length in bytes.
        write_mask(folder / "masks" / "train" / "1.png", (1, 0))
    elif change == "images":
        write_image(folder / "images" / "val" / "1.jpg", seed=99)
    else:
        (folder / "classes.txt").write_text("road\nsky\n")
    assert plain.scan(folder).fingerprint != plain_one.fingerprint


def test_of_many_masks_a_sample_is_read_and_says_how_many(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    (folder / "classes.txt").write_text("road\nsky\n")
    places = f"{folder}/images/train/{{}}.png", f"{folder}/masks/train/{{}}.png"
    count = TRAIN_SAMPLE + 20 - TRAIN
    write_pairs(*places, (255, 255, 255, 1), count, TRAIN)
    notes = plain.scan(folder).notes
    assert [note.partition(" fills ")[0] for note in notes] == ["255"]
    assert f"in {TRAIN_SAMPLE} training masks of {TRAIN_SAMPLE + 20}, which" in notes[0]
    order = sorted(map(str, range(TRAIN_SAMPLE + 20)))
    unread = next(
        order[place]
        for place in range(len(order))
        if place not in np.linspace(0, len(order) - 1, TRAIN_SAMPLE).round()
    )
    write_mask(folder / "masks" / "train" / f"{unread}.png", (0, 77))
    assert len(plain.scan(folder).train) == TRAIN_SAMPLE + 20


def test_a_palette_that_tells_classes_apart_is_that_of_pictures(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    first = folder / "masks" / "train" / "0.png"
    for palette, colours in (
        ([0, 0, 0, 128, 0, 0], [[0, 0, 0], [128, 0, 0]]),
        ([9, 0, 0, 9, 0, 0], None),
        ([0, 0, 0, 1, 1, 1], None),
    ):
        write_mask(first, (0, 1), palette=palette)
        found = plain.scan(folder).palette
        assert (None if found is None else found.tolist()) == colours
