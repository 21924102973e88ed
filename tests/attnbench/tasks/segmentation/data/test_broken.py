"""What is wrong with a folder is said before anything is trained, with the file and a remedy."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnbench.errors import WrongUse
from attnbench.tasks.sources import open_data
from tests.attnbench.tasks.segmentation.data.folders import (
    MAKERS,
    SIZE,
    make_cityscapes,
    stripes,
    write_image,
    write_list,
    write_mask,
)

Break = Callable[[Path], object]

IMAGE = "images/train/1.jpg"
MASK = "masks/train/1.png"
GT = "gtFine/train/ulm/ulm_1_gtFine"


def clear(name: str) -> Break:
    """Empties a folder."""

    def change(folder: Path) -> None:
        for file in (folder / name).iterdir():
            file.unlink()

    return change


def remove(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


def move(name: str, to: str) -> Break:
    return lambda folder: (folder / name).rename(folder / to)


def write(name: str, content: bytes) -> Break:
    return lambda folder: (folder / name).write_bytes(content)


def link(name: str) -> Break:
    """Makes a file a link to one that does not exist."""

    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to("nowhere")

    return change


def label(name: str, *values: int) -> Break:
    return lambda folder: write_mask(folder / name, values)


def save_mask(mode: str, name: str = MASK) -> Break:
    """Saves a mask in another mode of Pillow's."""
    return lambda folder: Image.fromarray(stripes((0, 1))).convert(mode).save(folder / name)


def save_jpeg(folder: Path) -> None:
    (folder / MASK).unlink()
    Image.fromarray(stripes((0, 1))).save((folder / MASK).with_suffix(".jpg"))


def cut(folder: Path) -> None:
    """A mask of which half is missing."""
    pixels = np.random.default_rng(0).integers(2, size=SIZE[::-1], dtype=np.uint8)
    Image.fromarray(pixels).save(folder / MASK)
    content = (folder / MASK).read_bytes()
    (folder / MASK).write_bytes(content[: len(content) // 2])


def only(*values: int, names: str = "") -> Break:
    """Gives all training masks the same labels."""

    def change(folder: Path) -> None:
        for mask in (folder / "masks" / "train").iterdir():
            write_mask(mask, values)
        if names:
            (folder / "classes.txt").write_text(names)

    return change


def turn(folder: Path) -> None:
    """A mask that was drawn on the stored pixels of an image that EXIF turns."""
    write_image(folder / IMAGE, orientation=6)


def train_ids_of_one(folder: Path) -> None:
    (folder / f"{GT}_labelIds.png").rename(folder / f"{GT}_labelTrainIds.png")
    write_mask(folder / f"{GT}_labelTrainIds.png", (0, 18, 255))


def ids_as_train_ids(folder: Path) -> None:
    make_cityscapes(folder, end="labelTrainIds", values=(7, 33))


CASES: dict[str, tuple[str, Break, str]] = {
    "a file in place of the folder": (
        "masks",
        lambda folder: (folder.rename(folder.with_name("kept")), folder.write_text("")),
        r"is a file; name the folder; a data set holds images/train, masks/train",
    ),
    "no folder of training masks": (
        "masks",
        move("masks/train", "masks/trained"),
        r"there is no folder .*/masks/train; a data set holds images/train, masks/train",
    ),
    "no split that is scored": (
        "masks",
        move("images/val", "images/held"),
        r"there is no folder .*/images/val; a data set holds .* where test may stand for val",
    ),
    "no image": (
        "masks",
        clear("images/train"),
        r"/images/train holds no image that ends in .jpg, .jpeg, .png, .*; a data set holds",
    ),
    "no mask": ("masks", clear("masks/val"), r"/masks/val holds no mask that ends in .jpg, "),
    "an image without a mask": (
        "masks",
        remove(MASK),
        r"image .*/train/1.jpg has no mask, which would be .*/masks/train/1.png; 1 of 4 images has "
        r"none; add it, or remove the image",
    ),
    "masks without an image": (
        "masks",
        lambda folder: (remove("images/val/0.jpg")(folder), label("masks/val/7.png", 1)(folder)),
        r"mask .*/val/0.png has no image, which would be .*/images/val/0.\*; 2 of 3 masks have "
        r"none; add them, or remove the masks",
    ),
    "two images of one name": (
        "masks",
        lambda folder: write_image(folder / "images/train/1.png"),
        r"/train/1.jpg and 1.png have the same name: one mask would belong to both; rename",
    ),
    "an RGB mask": (
        "masks",
        save_mask("RGB"),
        r"mask .*/train/1.png is in colours \(mode RGB\), and a mask has one class index a pixel; "
        r"turn its colours into indices, and save it as PNG with a palette or in grey",
    ),
    "an RGBA mask": ("masks", save_mask("RGBA"), r"train/1.png is in colours \(mode RGBA\)"),
    "a grey mask with alpha": ("masks", save_mask("LA"), r"train/1.png is in colours \(mode LA\)"),
    "a mask of 16 bits": (
        "masks",
        save_mask("I;16"),
        r"mask .*/train/1.png has more than 8 bits a pixel \(mode I;16\); save it with 8",
    ),
    "a mask of 1 bit": (
        "masks",
        save_mask("1"),
        r"train/1.png has 1 bit a pixel, and whether its white is class 1 or 255 is not known",
    ),
    "a JPEG as mask": (
        "masks",
        save_jpeg,
        r"mask .*/train/1.jpg is a JPEG, which changes labels; make PNGs of the masks",
    ),
    "a label beyond the named classes": (
        "masks",
        lambda folder: (label(MASK, 0, 7)(folder), write("classes.txt", b"sky\nroad\n")(folder)),
        r"mask .*/train/1.png has the value 7 in row 0, column 12; 0 to 1 are the classes that "
        r"classes.txt names, and 255 is where there is none; correct the mask",
    ),
    "a label that no training mask has": (
        "masks",
        label("masks/val/1.png", 0, 2, 3),
        r"mask .*/val/1.png has the value 2 in row 0, column 8, and 1 other such value; 0 to 1 "
        r"are the classes of the training masks, and 255 is where there is none; correct the mask, "
        r"or name all classes in classes.txt",
    ),
    "a mask of another size": (
        "masks",
        lambda folder: write_mask(folder / MASK, (0, 1), (24, 17)),
        r"image .*/train/1.jpg has 24x16 pixels, and its mask .*/train/1.png 24x17; bring one to",
    ),
    "an image that EXIF turns": (
        "masks",
        turn,
        r"train/1.jpg has 16x24 pixels, and its mask .*/train/1.png 24x16: its EXIF orientation 6 "
        r"turns it, and its mask was drawn on the stored pixels; save the image without EXIF",
    ),
    "an empty image": ("masks", write(IMAGE, b""), r"image .*/train/1.jpg is empty; replace it"),
    "a page as image": (
        "masks",
        write(IMAGE, b"<html>404</html>"),
        r"cannot read image .*/train/1.jpg: cannot identify image file",
    ),
    "a lost link to an image": (
        "masks",
        link(IMAGE),
        r"cannot read image .*/train/1.jpg: it is a link to nowhere, which does not exist",
    ),
    "an empty mask": (
        "masks",
        write(MASK, b""),
        r"mask .*/train/1.png is empty; replace it, or remove it and its image from the data",
    ),
    "a page as mask": (
        "masks",
        write("masks/val/1.png", b"<html>404</html>"),
        r"cannot read mask .*/val/1.png: it is no image; replace it",
    ),
    "a lost link to a mask": (
        "masks",
        link(MASK),
        r"cannot read mask .*/train/1.png: No such file or directory; replace it",
    ),
    "half a mask": ("masks", cut, r"cannot read mask .*/train/1.png: .*; replace it, or remove"),
    "masks of 0 and 255": (
        "masks",
        only(0, 255),
        r"masks of .*/masks/train have no class but 0, and 255 is where there is none; label "
        r"two classes or more, from 0 to 254",
    ),
    "masks of 255 alone": (
        "masks",
        only(255),
        r"/masks/train have no class, and 255 is where there",
    ),
    "named classes and masks of 255 alone": (
        "masks",
        only(255, names="sky\nroad\n"),
        r"no pixel of 4 training masks in .* has a class, all are 255; use another value",
    ),
    "a class that is named twice": (
        "masks",
        write("classes.txt", b"sky\nroad\nsky\n"),
        r"classes.txt must have the name of each class on a line, .* \(got 'sky' twice\)",
    ),
    "a line without a name": (
        "masks",
        write("classes.txt", b"sky\n\nroad\n"),
        r"classes.txt must have .* from class 0 on: 2 to 255 different ones \(got line 2 empty\)",
    ),
    "one class": ("masks", write("classes.txt", b"sky\n"), r"different ones \(got 1 line\)"),
    "names that are no text": (
        "masks",
        write("classes.txt", b"\xff\xfe\0"),
        r"cannot read .*/classes.txt: it is not in UTF-8; it has the name of a class on each line",
    ),
    "ADE20K with a label of 151": (
        "ade20k",
        label("annotations/training/ADE_1.png", 0, 151),
        r"ADE_1.png has the value 151 in row 0, column 12; 1 to 150 are the classes, and 0 and 255",
    ),
    "ADE20K without validation": (
        "ade20k",
        move("annotations/validation", "annotations/val"),
        r"there is no folder .*/annotations/validation; a data set is that of the 2016 challenge",
    ),
    "Cityscapes with an id of 34": (
        "cityscapes",
        label(f"{GT}_labelIds.png", 7, 34),
        r"ulm_1_gtFine_labelIds.png has the value 34 in row 0, column 12; 0 to 33 are the ids of",
    ),
    "Cityscapes with ids called train ids": (
        "cityscapes",
        ids_as_train_ids,
        r"_gtFine_labelTrainIds.png has the value 33 in row 0, column 12; 0 to 18 are the classes",
    ),
    "Cityscapes with train ids of one image": (
        "cityscapes",
        train_ids_of_one,
        r"ulm_0_leftImg8bit.png has no mask, which would be .*/train/ulm/ulm_0_gtFine_labelTrainIds"
        r".png; 3 of 4 images have none; add them",
    ),
    "Cityscapes without masks": (
        "cityscapes",
        clear("gtFine/val/ulm"),
        r"/gtFine/val holds no mask named \*_gtFine_labelIds.\* that ends in .jpg, .*; a data set",
    ),
    "VOC without masks": (
        "voc",
        move("SegmentationClass", "SegmentationObject"),
        r"there is no folder .*/SegmentationClass; a data set holds JPEGImages, SegmentationClass",
    ),
    "VOC without the list of a split": (
        "voc",
        remove("ImageSets/Segmentation/val.txt"),
        r"cannot read .*/Segmentation/val.txt: No such file or directory; a data set holds JPEG",
    ),
    "VOC with an empty list": (
        "voc",
        write("ImageSets/Segmentation/train.txt", b"\n"),
        r"/Segmentation/train.txt names no image; a data set holds JPEGImages",
    ),
    "VOC with lists of missing images": (
        "voc",
        lambda folder: write_list(folder, "val.txt", range(4, 9)),
        r"/val.txt names 5 images, of which 3 are missing, the first .*/JPEGImages/2007_6.jpg; put",
    ),
    "VOC with a list of a missing mask": (
        "voc",
        remove("SegmentationClass/2007_2.png"),
        r"/train.txt names 4 masks, of which 1 is missing, the first .*/2007_2.png; put it there",
    ),
    "VOC with a name twice": (
        "voc",
        lambda folder: write_list(folder, "train.txt", (0, 1, 2, 1)),
        r"/train.txt names 2007_1 twice; remove one of them",
    ),
    "VOC with a name in both lists": (
        "voc",
        lambda folder: write_list(folder, "val.txt", (3, 4)),
        r"1 image would be trained on and tested on, the first .*/2007_3.jpg; take it out of one",
    ),
    "VOC with a label of 21": (
        "voc",
        label("SegmentationClass/2007_2.png", 0, 21),
        r"2007_2.png has the value 21 in row 0, column 12; 0 to 20 are the classes, and 255 is",
    ),
    "CamVid with a label of 12": (
        "camvid",
        label("testannot/1.png", 0, 12),
        r"1.png has the value 12 in row 0, column 12; 0 to 10 are the classes, and 11 and 255 are",
    ),
    "CamVid without masks of the test": (
        "camvid",
        move("testannot", "test_labels"),
        r"there is no folder .*/testannot; a data set holds the folders train, trainannot, test",
    ),
}


def break_folder(case: str, folder: Path) -> str:
    """A data set with something wrong, by its name."""
    kind, change, _ = CASES[case]
    change(MAKERS[kind](folder))
    return f"{kind}:{folder}"


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_named(tmp_path: Path, case: str) -> None:
    name = break_folder(case, tmp_path / "data")
    with pytest.raises(WrongUse, match=CASES[case][2]):
        open_data(name)


@pytest.mark.parametrize("kind", MAKERS)
def test_the_same_folders_are_fine_before_they_are_broken(tmp_path: Path, kind: str) -> None:
    source = open_data(f"{kind}:{MAKERS[kind](tmp_path / 'data')}")
    assert source.size == (3, 16, 24)
