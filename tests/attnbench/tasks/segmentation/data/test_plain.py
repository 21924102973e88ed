"""A plain pair of folders: classes from a file, or those that the training masks have."""

from pathlib import Path

import pytest

from attnbench.tasks.segmentation.data import plain
from tests.attnbench.tasks.segmentation.data.folders import (
    TEST,
    TRAIN,
    make_masks,
    write_mask,
    write_pairs,
)


def test_without_names_classes_are_numbered_up_to_the_largest_label(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    write_mask(folder / "masks" / "train" / "2.png", (0, 3, 255))
    pictures = plain.scan(folder)
    assert pictures.classes == ("class 0", "class 1", "class 2", "class 3")
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert pictures.notes == ("1 of 4 classes is in no training mask: class 2",)


def test_names_may_be_in_a_file(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    (folder / "classes.txt").write_text("\ufeffsky\r\n street lamp \r\n\r\n", encoding="utf-8")
    assert plain.scan(folder).classes == ("sky", "street lamp")


@pytest.mark.parametrize("held_out", ["val", "test"])
def test_a_split_may_be_a_folder_of_images_and_masks(tmp_path: Path, held_out: str) -> None:
    for split, count in (("train", TRAIN), (held_out, TEST)):
        images, masks = (f"{tmp_path}/{split}/{what}/a/{{}}" for what in ("images", "masks"))
        write_pairs(f"{images}.jpg", f"{masks}.png", (0, 1), count)
    pictures = plain.scan(tmp_path)
    assert (len(pictures.train), len(pictures.test)) == (TRAIN, TEST)
    assert pictures.notes == ()


def test_of_val_and_test_val_is_scored_and_a_note_says_so(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    write_pairs(f"{folder}/images/test/{{}}.jpg", f"{folder}/masks/test/{{}}.png", (0, 1), 1)
    pictures = plain.scan(folder)
    assert len(pictures.test) == TEST
    assert pictures.notes == (f"{folder} has val and test: val is scored",)


def test_what_systems_leave_in_folders_is_passed_over(tmp_path: Path) -> None:
    folder = make_masks(tmp_path)
    for name in ("images/train/._0.jpg", "images/train/.cache/9.jpg", "masks/train/__MACOSX/0.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\0")
    (folder / "masks" / "train" / "Thumbs.db").write_bytes(b"\0")
    assert len(plain.scan(folder).train) == TRAIN
