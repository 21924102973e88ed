"""YOLO's labels are read as people have them, and what is wrong is named with file and line."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from attnbench.errors import CorruptImage, WrongUse
from attnbench.tasks.detection.data import yolo
from tests.attnbench.tasks.detection.data.conftest import noise

CONFIGURATION = "train: images/train\nval: images/val\nnames: [cat, dog]\n"
LINE = "1 0.5 0.25 0.25 0.5\n"
"""Around (16, 6) in an image of 32x24, 8 wide and 12 high."""

MakeYolo = Callable[..., Path]


@pytest.fixture
def make_yolo(tmp_path: Path) -> MakeYolo:
    """Builds a folder with four images a split; `line` is the label of the second one of train."""

    def make(
        name: str = "pets",
        *,
        configuration: str = CONFIGURATION,
        line: str = LINE,
        images: str = "images/{split}",
    ) -> Path:
        folder = tmp_path / name
        for split in ("train", "val"):
            place = folder / images.format(split=split)
            labels = Path(str(place).replace("images", "labels"))
            place.mkdir(parents=True)
            labels.mkdir(parents=True)
            for number in range(4):
                noise(number).save(place / f"{number}.jpg")
                (labels / f"{number}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
            if split == "train":
                (labels / "1.txt").write_text(line)
                (labels / "2.txt").unlink()
        (folder / "data.yaml").write_text(configuration)
        return folder

    return make


def test_boxes_are_in_pixels_and_an_image_without_labels_has_none(make_yolo: MakeYolo) -> None:
    pictures = yolo.scan(make_yolo())
    assert pictures.classes == ("cat", "dog")
    boxes = pictures.train.boxes_of(1)
    assert boxes.corners.tolist() == [[12, 0, 20, 12]]
    assert (boxes.labels.tolist(), boxes.areas.tolist()) == ([1], [96])
    assert len(pictures.train.boxes_of(2)) == 0
    assert len(pictures.test) == 4
    assert pictures.train.read(1).size == (32, 24)


def test_a_polygon_gives_its_bounding_box(make_yolo: MakeYolo) -> None:
    line = "1 0.25 0.25 0.75 0.5 0.5 1.0\n"
    boxes = yolo.scan(make_yolo(line=line)).train.boxes_of(1)
    assert boxes.corners.tolist() == [[8, 6, 24, 24]]


@pytest.mark.parametrize(
    ("configuration", "images"),
    [
        ("path: .\ntrain: images/train\nval: images/val\nnames: {0: cat, 1: dog}\n", None),
        ("train: [images/train]\nval: images/val\nnc: 2\nnames: [cat, dog]\n", None),
        ("path: ../datasets/pets\ntrain: images/train\nval: images/val\nnames: [a, b]\n", None),
        ("train: ../train/images\nval: ../val/images\nnames: [cat, dog]\n", "{split}/images"),
        ("\ufefftrain: images/train\ntest: images/val\nnames: [cat, dog]\n", None),
    ],
    ids=["path", "list", "elsewhere", "roboflow", "test"],
)
def test_configurations_as_people_have_them(
    make_yolo: MakeYolo, configuration: str, images: str | None
) -> None:
    folder = make_yolo(configuration=configuration, images=images or "images/{split}")
    pictures = yolo.scan(folder)
    assert pictures.train.boxes_of(1).corners.tolist() == [[12, 0, 20, 12]]
    assert len(pictures.test) == 4


def test_a_text_file_may_list_the_images(make_yolo: MakeYolo) -> None:
    folder = make_yolo(configuration="train: train.txt\nval: images/val\nnames: [cat, dog]\n")
    (folder / "train.txt").write_text("./images/train/1.jpg\nimages/train/3.jpg\n")
    pictures = yolo.scan(folder)
    assert pictures.train.boxes_of(0).corners.tolist() == [[12, 0, 20, 12]]
    (folder / "train.txt").write_text("images/train/9.jpg\n")
    with pytest.raises(WrongUse, match=r"train.txt names 1 images, and 1 of them are missing"):
        yolo.scan(folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 0.5 0.5 0.2", r"1.txt, line 1 is '1 0.5 0.5 0.2'; a line has a class, and centre x"),
        ("cat 0.5 0.5 0.2 0.2", r"1.txt, line 1 is 'cat 0.5 "),
        ("1 0.5 0.5 nan 0.2", r"1.txt, line 1 is '1 0.5 0.5 nan"),
        ("2 0.5 0.5 0.2 0.2", r"line 1 has class 2, and the 2 classes are 0 to 1; correct it"),
        ("0.5 0.5 0.5 0.2 0.2", r"line 1 has class 0.5, and the 2 classes"),
        (f"{LINE}1 16 12 8 6", r"1.txt, line 2 is '1 16 12 8 6'; shares of the image are betw"),
        ("1 0.5 0.5 -0.2 0.2", r"line 1 is '1 0.5 0.5 -0.2 0.2'; shares of the image"),
    ],
)
def test_a_line_that_is_wrong_is_named(make_yolo: MakeYolo, line: str, message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        yolo.scan(make_yolo(line=line))


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ("train: [", r"cannot read .*data.yaml: while parsing"),
        ("- train\n", r"data.yaml holds no keys; a data set holds data.yaml"),
        ("train: images/train\nval: images/val\n", r"must name its classes, as in names: \[cat, "),
        ("train: images/train\nnames: [cat, dog]\n", r"must say where its val images are"),
        ("train: images/t\nval: images/val\nnames: [a, b]\n", r"names images/t for train, but "),
        ("train: labels/train\nval: images/val\nnames: [a, b]\n", r"train has no image in "),
    ],
)
def test_a_configuration_that_is_wrong_is_named(
    make_yolo: MakeYolo, configuration: str, message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        yolo.scan(make_yolo(configuration=configuration))


def test_a_folder_without_a_configuration_or_an_image_without_pixels_is_named(
    make_yolo: MakeYolo,
) -> None:
    folder = make_yolo()
    (folder / "images" / "val" / "0.jpg").write_bytes(b"")
    with pytest.raises(CorruptImage, match=r"val/0.jpg is empty; replace it"):
        yolo.scan(folder)
    (folder / "data.yaml").unlink()
    with pytest.raises(WrongUse, match=r"must hold one data.yaml, and holds none; a data set"):
        yolo.scan(folder)


def test_changed_labels_have_another_fingerprint(make_yolo: MakeYolo) -> None:
    plain = yolo.scan(make_yolo("plain")).fingerprint
    assert yolo.scan(make_yolo("same")).fingerprint == plain
    assert yolo.scan(make_yolo("moved", line=LINE.replace("0.25", "0.3"))).fingerprint != plain


def test_rounded_shares_are_cut_off_at_the_edge(make_yolo: MakeYolo) -> None:
    boxes = yolo.scan(make_yolo(line="1 0.9 0.5 0.2001 0.5\n")).train.boxes_of(1)
    np.testing.assert_allclose(boxes.corners, [[25.5984, 6, 32, 18]], rtol=1e-5)
