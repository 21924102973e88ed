"""COCO's format is read as it is written, and what is wrong in it is named with file and id."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from attnbench.errors import CorruptImage, WrongUse
from attnbench.tasks.detection.data import coco

Content = dict[str, Any]
MakeCoco = Callable[..., Path]


def first(key: str, **values: object) -> Callable[[Content], None]:
    """A change of the first entry of a list."""
    return lambda content: content[key][0].update(values)


def test_images_have_the_boxes_of_the_file(make_coco: MakeCoco) -> None:
    pets = make_coco()
    pictures = coco.scan(pets)
    content = json.loads((pets / "annotations" / "instances_train.json").read_text())
    assert pictures.classes == ("cat", "dog")
    assert (len(pictures.train), len(pictures.test)) == (12, 5)
    for index, image in enumerate(content["images"]):
        boxes = pictures.train.boxes_of(index)
        annotations = [
            annotation
            for annotation in content["annotations"]
            if annotation["image_id"] == image["id"]
        ]
        rows = np.array([annotation["bbox"] for annotation in annotations]).reshape(-1, 4)
        np.testing.assert_array_equal(boxes.corners[:, :2], rows[:, :2])
        np.testing.assert_array_equal(boxes.corners[:, 2:], rows[:, :2] + rows[:, 2:])
        assert boxes.labels.tolist() == [
            {3: 0, 7: 1}[annotation["category_id"]] for annotation in annotations
        ]
        assert boxes.crowds.tolist() == [bool(annotation["iscrowd"]) for annotation in annotations]
        assert boxes.areas.tolist() == [annotation["area"] for annotation in annotations]
        assert pictures.train.read(index).size == (image["width"], image["height"])


@pytest.mark.parametrize("images", ["images/{split}", "{split}", ""], ids=str)
@pytest.mark.parametrize("held_out", ["val2017", "test"])
def test_images_are_where_they_usually_are(make_coco: MakeCoco, images: str, held_out: str) -> None:
    pictures = coco.scan(make_coco(images=images, held_out=held_out))
    assert pictures.test.read(4).size == (25, 54)


def test_an_area_that_nobody_gave_is_that_of_the_box(make_coco: MakeCoco) -> None:
    def forget(content: Content) -> None:
        del content["annotations"][0]["area"]

    boxes = coco.scan(make_coco(change=forget)).train.boxes
    assert boxes.areas[0] == (boxes.corners[0, 2:] - boxes.corners[0, :2]).prod()


def test_a_box_a_little_beyond_its_image_is_cut_off(make_coco: MakeCoco) -> None:
    change = first("annotations", bbox=[-0.5, 3, 41.9, 28])
    assert coco.scan(make_coco(change=change)).train.boxes.corners[0].tolist() == [0, 3, 41, 30]


def test_a_box_without_height_is_left_out_and_told(make_coco: MakeCoco) -> None:
    pets = make_coco(change=first("annotations", bbox=[3, 4, 5, 0]))
    pictures = coco.scan(pets)
    assert len(pictures.train.boxes_of(1)) == 0
    assert pictures.notes == (
        "1 of 12 boxes have no width or no height and are left out, the first is "
        f"{pets / 'annotations' / 'instances_train.json'}: annotation id 0 of image id 101",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            first("annotations", bbox=[50, 4, 5, 10]),
            r"the first is .*annotation id 0 of image id 101 by 14 pixels, of 41x30; .* outside",
        ),
        (
            first("annotations", bbox=[9, 9, -3, 5]),
            r"annotation id 0 of image id 101 has a width of -3 and a height of 5; a box has",
        ),
        (
            first("annotations", category_id=99),
            r"annotation id 0 of image id 101 has category id 99, which is not among the file's 2;",
        ),
        (
            first("annotations", image_id=999),
            r"annotation id 0 of image id 999 belongs to no image in the file; correct it, or",
        ),
        (first("annotations", bbox=[1, 2, 3]), r"annotations.1.bbox.4: Field required; such a"),
        (first("annotations", bbox=[1, 2, 3, "x"]), r"annotations.1.bbox.4: Input should be"),
        (first("annotations", bbox=[1, 2, 3, 1e300]), r"annotations.1.bbox.4: Input should be les"),
        (first("images", id=101), r"has image id 101 2 times; give each its own"),
        (first("images", width=-2), r"images.1.width: Input should be greater than or equal to -1"),
        (
            first("images", width=77),
            r"has 25x50 pixels, and .* under image id 100 says 77x50;",
        ),
        (first("images", file_name="../x.png"), r"image id 100 has the file name '../x.png', wh"),
        (first("images", file_name="/x.png"), r"'/x.png', which is not a path below"),
        (first("images", file_name="\0"), r"is not a path below the folder; name a file in it"),
        (first("images", file_name="x\n.png"), r"names 12 images, and 1 of them .* '.*/x\\n.png'"),
        (first("images", file_name="x" * 5000), r"and 1 of them are missing"),
        (first("categories", id=3), r"has category id 3 2 times"),
        (first("categories", name="cat"), r"has category 'cat' 2 times"),
        (
            first("categories", name="fish"),
            r"only .*_train.json has 'fish' under id 7; only .*_val.json has 'dog' under id 7; giv",
        ),
        (lambda content: content.pop("images"), r"not in the format of COCO: images: Field req"),
        (lambda content: content.update(annotations=[]), r"annotations: List should have at least"),
        (lambda content: content.update(categories=[]), r"categories: List should have at least"),
        (
            lambda content: [
                annotation.update(bbox=[5, 5, 0, 0]) for annotation in content["annotations"]
            ],
            r"annotation id 0 of image id 101 has no width or no height, as all others have; co",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named(
    make_coco: MakeCoco, change: Callable[[Content], None], message: str
) -> None:
    pets = make_coco(change=change)
    with pytest.raises(WrongUse, match=message) as refusal:
        coco.scan(pets)
    assert str(pets / "annotations" / "instances_train.json") in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", '{"images": [', "not JSON", "NaN", "\xff", '{"images": 1}']
)
def test_a_file_that_is_not_cocos_is_named(make_coco: MakeCoco, text: str) -> None:
    pets = make_coco()
    file = pets / "annotations" / "instances_val.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(
        WrongUse, match=rf"{file} is not in the format of COCO: .*; such a file holds"
    ):
        coco.scan(pets)


def test_missing_images_are_counted_and_the_first_is_named(make_coco: MakeCoco) -> None:
    pets = make_coco()
    for number in (3, 8):
        (pets / "images" / "train" / f"train {number}.png").unlink()
    with pytest.raises(WrongUse, match=r"names 12 images, and 2 of them .* '.*/train 3.png'; put"):
        coco.scan(pets)


def test_images_that_are_nowhere_are_looked_for_everywhere(make_coco: MakeCoco) -> None:
    pets = make_coco()
    (pets / "images").rename(pets / "pictures")
    with pytest.raises(WrongUse, match=r"none of them is in .*/images/train, .*/train, .*pets, th"):
        coco.scan(pets)


def test_an_empty_image_file_is_named(make_coco: MakeCoco) -> None:
    pets = make_coco()
    file = pets / "images" / "train" / "train 3.png"
    file.write_bytes(b"")
    with pytest.raises(CorruptImage, match=r"train 3.png is empty"):
        coco.scan(pets)


@pytest.mark.parametrize("split", ["train", "val"])
def test_a_file_that_is_not_there_is_named(make_coco: MakeCoco, split: str) -> None:
    pets = make_coco()
    (pets / "annotations" / f"instances_{split}.json").unlink()
    with pytest.raises(WrongUse, match=rf"pets has no annotations/instances_{split}\*.json but a"):
        coco.scan(pets)


def test_of_two_files_none_is_chosen(make_coco: MakeCoco) -> None:
    pets = make_coco()
    file = pets / "annotations" / "instances_train.json"
    (pets / "annotations" / "instances_train2014.json").write_bytes(file.read_bytes())
    with pytest.raises(WrongUse, match=r"has instances_train.json and instances_train2014.json, a"):
        coco.scan(pets)


def test_changed_data_have_another_fingerprint(make_coco: MakeCoco) -> None:
    plain = coco.scan(make_coco("plain")).fingerprint
    assert coco.scan(make_coco("same")).fingerprint == plain
    moved = make_coco("moved", change=first("annotations", bbox=[1, 1, 9, 9]))
    assert coco.scan(moved).fingerprint != plain
    redrawn = make_coco("redrawn")
    Image.new("RGB", (25, 50)).save(redrawn / "images" / "train" / "train 0.png")
    assert coco.scan(redrawn).fingerprint != plain


def test_real_data_are_read(real: Path) -> None:
    pictures = coco.scan(real)
    for split, file in ((pictures.train, "train*"), (pictures.test, "val*")):
        (path,) = (real / "annotations").glob(f"instances_{file}.json")
        content = json.loads(path.read_text())
        assert len(split) == len(content["images"])
        assert len(split.boxes) == len(content["annotations"])
        assert split.boxes.areas.sum() == pytest.approx(
            sum(annotation["area"] for annotation in content["annotations"])
        )
        assert split.read(len(split) - 1).mode == "RGB"
    unread = ["instances_test.json"] if real.name.startswith("bccd") else []
    assert [note.split(" of ")[0] for note in pictures.notes] == unread


def test_a_file_that_is_not_read_is_named(make_coco: MakeCoco) -> None:
    folder = make_coco()
    annotations = folder / "annotations"
    shutil.copy(annotations / "instances_val.json", annotations / "instances_test.json")
    assert coco.scan(folder).notes == (
        f"instances_test.json of {annotations}: instances_train.json is used, and "
        "instances_val.json for test",
    )


@pytest.mark.parametrize("crowd", ["yes", 2])
def test_a_crowd_is_one_or_none(crowd: object, make_coco: MakeCoco) -> None:
    def change(content: Content) -> None:
        content["annotations"][0]["iscrowd"] = crowd

    with pytest.raises(WrongUse, match=r"is not in the format of COCO: annotations\.1\.iscrowd"):
        coco.scan(make_coco(change=change))


def test_an_annotation_id_that_is_there_twice_is_refused(make_coco: MakeCoco) -> None:
    def change(content: Content) -> None:
        content["annotations"][1]["id"] = content["annotations"][0]["id"]

    with pytest.raises(WrongUse, match=r"has annotation id \d+ 2 times"):
        coco.scan(make_coco(change=change))


@pytest.mark.parametrize("key", ["id", "area", "iscrowd"])
@pytest.mark.parametrize("value", [None, "absent"])
def test_what_an_annotation_need_not_say_may_be_absent_or_null(
    make_coco: MakeCoco, key: str, value: str | None
) -> None:
    def change(content: Content) -> None:
        for annotation in content["annotations"]:
            annotation[key] = value
            if value == "absent":
                del annotation[key]

    assert len(coco.scan(make_coco(change=change)).train.boxes) == 12


@pytest.mark.parametrize("kind", [str, float, "image-{}".format])
def test_ids_may_be_texts_or_written_with_a_point(
    make_coco: MakeCoco, kind: Callable[[int], object]
) -> None:
    def change(content: Content) -> None:
        for image in content["images"]:
            image.update(id=kind(image["id"]))
        for annotation in content["annotations"]:
            annotation.update(image_id=kind(annotation["image_id"]))

    changed, plain = coco.scan(make_coco(change=change)), coco.scan(make_coco("plain"))
    np.testing.assert_array_equal(changed.train.starts, plain.train.starts)


@pytest.mark.parametrize("size", [{"width": -1, "height": -1}, {"width": 25.0, "height": "50"}])
def test_a_size_that_nobody_gave_is_that_of_the_image(
    make_coco: MakeCoco, size: dict[str, object]
) -> None:
    pictures = coco.scan(make_coco(change=first("images", **size)))
    assert pictures.train.sizes[0].tolist() == [25, 50]


def test_a_byte_order_mark_and_backslashes_are_read(make_coco: MakeCoco) -> None:
    def change(content: Content) -> None:
        for image in content["images"]:
            image.update(file_name=f"images\\train\\{image['file_name']}")

    pets = make_coco(change=change)
    file = pets / "annotations" / "instances_train.json"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert coco.scan(pets).train.read(0).size == (25, 50)


def test_roboflows_layout_is_read(make_coco: MakeCoco) -> None:
    pets = make_coco(held_out="valid")
    plain = coco.scan(pets)
    pixels = plain.test.read(0).tobytes()
    for split in ("train", "valid"):
        (pets / "images" / split).rename(pets / split)
        file = pets / "annotations" / f"instances_{split}.json"
        file.rename(pets / split / "_annotations.coco.json")
    moved = coco.scan(pets)
    np.testing.assert_array_equal(moved.test.boxes.corners, plain.test.boxes.corners)
    assert moved.test.read(0).tobytes() == pixels


def test_another_layout_is_named_by_what_lies_there(make_coco: MakeCoco) -> None:
    pets = make_coco()
    (pets / "annotations" / "instances_train.json").rename(pets / "result.json")
    with pytest.raises(WrongUse, match=r"instances_train\*.json but annotations, images, result"):
        coco.scan(pets)


def turn(image: Path, orientation: int) -> None:
    """Give an image an EXIF orientation; its stored pixels stay."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.open(image)
    picture.load()
    picture.save(image, exif=exif)


def test_an_image_is_read_as_its_orientation_shows_it(make_coco: MakeCoco) -> None:
    pets = make_coco(change=first("images", width=50, height=25))
    image = pets / "images" / "train" / "train 0.png"
    stored = Image.open(image).convert("RGB")
    turn(image, 6)
    shown = coco.scan(pets).train.read(0)
    assert shown.tobytes() == stored.transpose(Image.Transpose.ROTATE_270).tobytes()


def test_boxes_of_the_stored_pixels_of_a_turned_image_are_refused(make_coco: MakeCoco) -> None:
    pets = make_coco()
    turn(pets / "images" / "train" / "train 0.png", 6)
    message = r"has 50x25 pixels, and .* says 25x50: its EXIF orientation 6 turns it, .* without EX"
    with pytest.raises(CorruptImage, match=message):
        coco.scan(pets)
