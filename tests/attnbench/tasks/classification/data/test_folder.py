"""An image folder is two splits of class folders, or it is refused by name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from attnbench.data.pictures import decode
from attnbench.errors import CorruptImage, WrongUse
from attnbench.tasks.classification.data import folder

MakeFolder = Callable[..., Path]


@pytest.mark.parametrize("held_out", folder.TEST)
def test_each_image_has_the_class_of_its_folder(make_folder: MakeFolder, held_out: str) -> None:
    pets = make_folder(held_out=held_out)
    pictures = folder.scan(pets)
    assert pictures.classes == ("cat", "dog")
    assert pictures.train.labels.tolist() == [0] * 6 + [1] * 6
    assert pictures.test.labels.tolist() == [0] * 4 + [1] * 4
    assert pictures.test.name(5) == str(pets / held_out / "dog" / "1.png")
    with Image.open(pets / held_out / "dog" / "1.png") as image:
        assert decode(pictures.test, 5).tobytes() == image.tobytes()


def test_a_test_split_comes_before_a_validation_split(make_folder: MakeFolder) -> None:
    pets = make_folder(held_out="val")
    shutil.copytree(pets / "val", pets / "test")
    assert folder.scan(pets).test.name(0).startswith(str(pets / "test"))


def test_folders_below_a_class_belong_to_it(make_folder: MakeFolder) -> None:
    pets = make_folder()
    (pets / "train" / "cat" / "images").mkdir()
    (pets / "train" / "cat" / "0.png").rename(pets / "train" / "cat" / "images" / "0.png")
    assert folder.scan(pets).train.labels.tolist() == [0] * 6 + [1] * 6


def test_what_is_no_image_is_left_out_and_named(make_folder: MakeFolder) -> None:
    pets = make_folder()
    (pets / "train" / "cat" / "notes.txt").write_text("not an image")
    (pets / "train" / "cat" / "photo.heic").write_bytes(b"not read")
    pictures = folder.scan(pets)
    assert len(pictures.train.labels) == 12
    (note,) = pictures.notes
    assert note.startswith(f"2 files in {pets / 'train'}, which end in none of .jpg, ")


def test_what_systems_leave_in_folders_is_left_out_without_a_word(make_folder: MakeFolder) -> None:
    pets = make_folder()
    (pets / "train" / ".ipynb_checkpoints").mkdir()
    (pets / "train" / "__MACOSX").mkdir()
    for name in ("._0.png", ".DS_Store", "Thumbs.db"):
        (pets / "train" / "cat" / name).write_bytes(b"nothing")
    pictures = folder.scan(pets)
    assert (pictures.classes, len(pictures.train.labels)) == (("cat", "dog"), 12)
    assert pictures.notes == ()


@pytest.mark.parametrize("suffix", [".jfif", ".GIF", ".jpe"])
def test_less_usual_suffixes_are_images_too(make_folder: MakeFolder, suffix: str) -> None:
    pets = make_folder()
    form = "GIF" if suffix == ".GIF" else "JPEG"
    Image.new("RGB", (8, 8), "red").save(pets / "train" / "cat" / f"a{suffix}", format=form)
    pictures = folder.scan(pets)
    assert len(pictures.train.labels) == 13
    index = [pictures.train.name(n).endswith(suffix) for n in range(13)].index(True)
    red, green, _ = decode(pictures.train, index).getpixel((4, 4))  # type: ignore[misc]  # of RGB
    assert red > 200 > green


def test_an_image_is_turned_as_its_orientation_says(make_folder: MakeFolder) -> None:
    pets = make_folder()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(pets / "train" / "cat" / "0.png", exif=exif)
    assert decode(folder.scan(pets).train, 0).size == (20, 40)


def test_a_link_to_nothing_is_named(make_folder: MakeFolder) -> None:
    pets = make_folder()
    (pets / "train" / "cat" / "link.png").symlink_to(pets / "nowhere.png")
    with pytest.raises(CorruptImage, match=r"cat/link.png is a link to a file that does not exist"):
        folder.scan(pets)


@pytest.mark.parametrize("split", ["train", "val"])
def test_a_split_that_is_not_there_is_named(make_folder: MakeFolder, split: str) -> None:
    pets = make_folder()
    shutil.rmtree(pets / split)
    missing = "train" if split == "train" else "test, nor val, validation, valid"
    with pytest.raises(WrongUse, match=f"pets has no folder {missing}; a data set holds"):
        folder.scan(pets)


def test_a_split_without_classes_is_named(make_folder: MakeFolder) -> None:
    pets = make_folder(classes=())
    (pets / "train").mkdir(parents=True)
    (pets / "val").mkdir()
    with pytest.raises(WrongUse, match=r"pets/train has no folder of a class; a data set"):
        folder.scan(pets)


def test_a_class_without_images_is_named(make_folder: MakeFolder) -> None:
    pets = make_folder()
    (pets / "val" / "fish").mkdir()
    with pytest.raises(WrongUse, match=r"pets/val cannot be used: .* classes fish"):
        folder.scan(pets)


def test_classes_that_one_split_lacks_are_named(make_folder: MakeFolder) -> None:
    pets = make_folder()
    shutil.copytree(pets / "train" / "cat", pets / "train" / "fish")
    (pets / "val" / "cat").rename(pets / "val" / "cats")
    with pytest.raises(WrongUse, match="only train has 'cat', 'fish'; only val has 'cats'; give"):
        folder.scan(pets)


def test_one_class_is_too_few(make_folder: MakeFolder) -> None:
    with pytest.raises(WrongUse, match=r"has one class, 'cat'; .* two or more"):
        folder.scan(make_folder(classes=("cat",)))


def test_an_empty_file_is_named(make_folder: MakeFolder) -> None:
    pets = make_folder()
    (pets / "val" / "dog" / "empty.jpg").touch()
    with pytest.raises(CorruptImage, match=r"pets/val/dog/empty\.jpg is empty"):
        folder.scan(pets)


def test_the_fingerprint_is_of_names_and_sizes_wherever_the_folder_lies(
    make_folder: MakeFolder,
) -> None:
    first, again = (make_folder(name) for name in ("first", "again"))
    fingerprint = folder.scan(first).fingerprint
    assert folder.scan(again).fingerprint == fingerprint
    renamed, longer = (make_folder(name) for name in ("renamed", "longer"))
    (renamed / "val" / "dog" / "0.png").rename(renamed / "val" / "dog" / "zero.png")
    with (longer / "val" / "dog" / "0.png").open("ab") as file:
        file.write(b"\0")
    assert folder.scan(renamed).fingerprint != fingerprint
    assert folder.scan(longer).fingerprint != fingerprint
