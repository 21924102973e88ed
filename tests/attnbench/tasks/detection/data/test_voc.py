"""Pascal VOC's XML is read as it is written, and what is wrong is named with file and object."""

from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.tasks.detection.data import voc
from tests.attnbench.tasks.detection.data.conftest import noise

OBJECT = (
    "<object><name>{name}</name><difficult>{difficult}</difficult><bndbox><xmin>{0}</xmin>"
    "<ymin>{1}</ymin><xmax>{2}</xmax><ymax>{3}</ymax></bndbox></object>"
)

MakeVoc = Callable[..., Path]


def xml(*objects: str) -> str:
    return f"<annotation><size><width>32</width></size>{''.join(objects)}</annotation>"


def thing(*corners: object, name: str = "dog", difficult: int = 0) -> str:
    return OBJECT.format(*corners, name=name, difficult=difficult)


@pytest.fixture
def make_voc(tmp_path: Path) -> MakeVoc:
    """Builds a folder as VOC's; `content` is the XML of its second image."""

    def make(
        name: str = "voc", *, content: str = "", lists: tuple[str, str] = ("train", "val")
    ) -> Path:
        folder = tmp_path / name
        for part in ("JPEGImages", "Annotations", "ImageSets/Main"):
            (folder / part).mkdir(parents=True)
        for number in range(6):
            noise(number).save(folder / "JPEGImages" / f"{number:06}.jpg")
            text = content if content and number == 1 else xml(thing(3, 4, 12, 13, name="cat"))
            (folder / "Annotations" / f"{number:06}.xml").write_text(text)
        for split, numbers in zip(lists, (range(4), range(4, 6)), strict=True):
            lines = [f"{number:06}  1\n" for number in numbers]
            (folder / "ImageSets" / "Main" / f"{split}.txt").write_text("".join(lines))
        return folder

    return make


@pytest.mark.parametrize("lists", [("train", "val"), ("trainval", "test")])
def test_corners_are_pixels_from_one_and_the_last_is_inside(
    make_voc: MakeVoc, lists: tuple[str, str]
) -> None:
    content = xml(thing(1, 1, 32, 24), thing(2.5, 3, 5, 6, name="cat", difficult=1))
    pictures = voc.scan(make_voc(content=content, lists=lists))
    assert pictures.classes == ("cat", "dog")
    assert (len(pictures.train), len(pictures.test)) == (4, 2)
    boxes = pictures.train.boxes_of(1)
    assert boxes.corners.tolist() == [[0, 0, 32, 24], [1.5, 2, 5, 6]]
    assert boxes.labels.tolist() == [1, 0]
    assert boxes.crowds.tolist() == [False, True]
    assert boxes.areas.tolist() == [768, 14]


def test_a_test_list_whose_annotations_are_not_public_is_not_used(make_voc: MakeVoc) -> None:
    folder = make_voc()
    lists = folder / "ImageSets" / "Main"
    (lists / "trainval.txt").write_text("000000\n000004\n")
    (lists / "test.txt").write_text("000077\n")
    assert len(voc.scan(folder).train) == 4


def test_images_may_lie_beside_their_xml(make_voc: MakeVoc, tmp_path: Path) -> None:
    made = make_voc()
    folder = tmp_path / "beside"
    for number in range(6):
        place = folder / ("train" if number < 4 else "valid")
        place.mkdir(parents=True, exist_ok=True)
        for part, suffix in (("JPEGImages", ".jpg"), ("Annotations", ".xml")):
            (made / part / f"{number:06}{suffix}").rename(place / f"{number:06}{suffix}")
    pictures = voc.scan(folder)
    assert (len(pictures.train), len(pictures.test)) == (4, 2)
    assert pictures.train.boxes_of(0).corners.tolist() == [[2, 3, 12, 13]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<annotation>", r"cannot read .*000001.xml: no element found"),
        (xml(thing(1, 2, "x", 4)), r"000001.xml, object 1 must have a name and the numbers xmin, "),
        (xml(thing(1, 2, "nan", 4)), r"object 1 must have a name and the numbers"),
        (xml(thing(1, 2, 3, 4), thing(1, 2, 3, 4, name=" ")), r"object 2 must have a name and"),
        (xml("<object><name>cat</name></object>"), r"object 1 must have .* \(got 'cat' and \[None"),
        (xml(thing(20, 2, 10, 4)), r"000001.xml, object 1 has a width of -9 and a height of 3"),
    ],
)
def test_what_is_wrong_is_named(make_voc: MakeVoc, content: str, message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        voc.scan(make_voc(content=content))


def test_a_missing_image_and_a_missing_split_are_named(make_voc: MakeVoc) -> None:
    folder = make_voc()
    (folder / "JPEGImages" / "000005.jpg").unlink()
    with pytest.raises(WrongUse, match=r"val.txt names 2 images, and 1 of them are missing"):
        voc.scan(folder)
    (folder / "ImageSets" / "Main" / "train.txt").unlink()
    with pytest.raises(WrongUse, match=r"voc has no training and test images with boxes; a data s"):
        voc.scan(folder)


def test_changed_boxes_have_another_fingerprint(make_voc: MakeVoc) -> None:
    plain = voc.scan(make_voc("plain")).fingerprint
    assert voc.scan(make_voc("same")).fingerprint == plain
    moved = make_voc("moved", content=xml(thing(5, 5, 9, 9)))
    assert voc.scan(moved).fingerprint != plain
