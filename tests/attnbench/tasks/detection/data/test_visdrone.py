"""VisDrone's text format is read as it is written, and what is wrong is named with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.errors import CorruptImage, WrongUse
from attnbench.tasks.detection.data import visdrone

MakeVisdrone = Callable[..., Path]
TRAIN = "VisDrone2019-DET-train"


def test_images_have_the_boxes_of_their_files(make_visdrone: MakeVisdrone) -> None:
    lines = "1,2,10,12,1,4,0,0\n0,0,32,24,0,4,0,0\n\n3,3,5,6,1,1,1,2,\n"
    pictures = visdrone.scan(make_visdrone(lines=lines))
    assert len(pictures.classes) == 10
    assert (len(pictures.train), len(pictures.test)) == (4, 4)
    boxes = pictures.train.boxes_of(1)
    assert boxes.corners.tolist() == [[1, 2, 11, 14], [3, 3, 8, 9]]
    assert [pictures.classes[label] for label in boxes.labels] == ["car", "pedestrian"]
    assert boxes.areas.tolist() == [120, 30]
    assert not boxes.crowds.any()
    assert pictures.train.boxes_of(2).labels.tolist() == [9]
    assert pictures.train.read(1).size == (32, 24)


@pytest.mark.parametrize("category", [0, 11])
def test_what_is_to_be_ignored_is_no_box(make_visdrone: MakeVisdrone, category: int) -> None:
    pictures = visdrone.scan(make_visdrone(lines=f"1,2,10,12,1,{category},0,0\n"))
    assert len(pictures.train.boxes_of(1)) == 0


def test_a_box_without_width_is_left_out_and_told(make_visdrone: MakeVisdrone) -> None:
    pictures = visdrone.scan(make_visdrone(lines="\n1,2,0,12,1,4,0,0\n"))
    (note,) = pictures.notes
    assert note.startswith("1 of 4 boxes have no width or no height and are left out, the first is")
    assert note.endswith("1.txt, line 2")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("1,2,10,12,1,4,0,0\n1,2,3\n", r"1.txt, line 2 is '1,2,3'; a line has 8 whole numbers"),
        ("1,2,10,12,1,4,0,x", r"1.txt, line 1 is '1,2,10,12,1,4,0,x'; a line has"),
        (f"{10**30},2,10,12,1,4,0,0", r"1.txt, line 1 is .*; a line has"),
        (f"{'9' * 5000},2,10,12,1,4,0,0", r"1.txt, line 1 is .*; a line has"),
        ("1,2,10,12,1,12,0,0", r"1.txt, line 1 has category 12; categories are 0 to 11; corr"),
        ("50,2,4,12,1,4,0,0", r"1.txt, line 1 by 22 pixels, of 32x24; .* line 1 lies outside"),
        ("1,2,-4,12,1,4,0,0", r"1.txt, line 1 has a width of -4 and a height of 12; a box"),
        ("\u00e9", r"cannot read .*1.txt: "),
    ],
    ids=[
        *("few fields", "a word", "huge", "endless", "category", "beyond", "negative", "encoding"),
    ],
)
def test_what_is_wrong_is_named(make_visdrone: MakeVisdrone, lines: str, message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        visdrone.scan(make_visdrone(lines=lines))


def test_images_and_annotations_go_together(make_visdrone: MakeVisdrone) -> None:
    folder = make_visdrone() / TRAIN
    (folder / "images" / "2.jpg").unlink()
    with pytest.raises(WrongUse, match=r"names 4 images, and 1 of them .* '.*/images/2.jpg'"):
        visdrone.scan(folder.parent)
    (folder / "annotations" / "2.txt").unlink()
    (folder / "annotations" / "3.txt").unlink()
    with pytest.raises(WrongUse, match=r"1 of 3 images have no annotations, .*; add .*/3.txt, em"):
        visdrone.scan(folder.parent)


def test_a_split_that_is_not_there_is_named(make_visdrone: MakeVisdrone) -> None:
    folder = make_visdrone()
    (folder / TRAIN).rename(folder / "learn")
    with pytest.raises(WrongUse, match=r"drone has no folder \*train\* with images in it; a data"):
        visdrone.scan(folder)


def test_a_split_without_boxes_is_named(make_visdrone: MakeVisdrone) -> None:
    folder = make_visdrone(lines="")
    for file in (folder / TRAIN / "annotations").iterdir():
        file.write_text("")
    with pytest.raises(WrongUse, match=r"train/annotations holds no box to train on; a data s"):
        visdrone.scan(folder)


def test_an_image_whose_header_cannot_be_read_is_named(make_visdrone: MakeVisdrone) -> None:
    folder = make_visdrone()
    (folder / TRAIN / "images" / "3.jpg").write_bytes(b"no image")
    with pytest.raises(CorruptImage, match=r"cannot read image .*/images/3.jpg: "):
        visdrone.scan(folder)


def test_changed_annotations_have_another_fingerprint(make_visdrone: MakeVisdrone) -> None:
    folder = make_visdrone()
    before = visdrone.scan(folder).fingerprint
    (folder / TRAIN / "annotations" / "1.txt").write_text("1,2,10,12,1,5,0,0\n")
    assert visdrone.scan(folder).fingerprint != before
