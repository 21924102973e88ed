"""Small data sets of image files with masks, in every layout."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE = 24, 16
"""Width and height."""
TRAIN, TEST = 4, 2
IDS = (7, 11, 0, 33)
"""Of Cityscapes: road, building, unlabelled, bicycle."""


def write_image(
    path: Path, size: tuple[int, int] = SIZE, seed: int = 0, orientation: int = 1
) -> None:
    random = np.random.default_rng(seed)
    pixels = random.integers(256, size=(size[1], size[0], 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, exif=exif)


def stripes(values: Sequence[int], size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """A mask of upright stripes of equal width."""
    width, height = size
    row = np.array(values, np.uint8)[np.arange(width) * len(values) // width]
    return np.tile(row, (height, 1))


def write_mask(
    path: Path,
    values: Sequence[int],
    size: tuple[int, int] = SIZE,
    palette: Sequence[int] | None = None,
) -> None:
    mask = Image.fromarray(stripes(values, size))
    if palette is not None:
        mask.putpalette(palette)
    path.parent.mkdir(parents=True, exist_ok=True)
    mask.save(path)


def write_pairs(
    images: str, masks: str, values: Sequence[int], count: int = TRAIN, first: int = 0
) -> None:
    """Pairs of files, whose paths have `{}` where their number belongs."""
    for number in range(first, first + count):
        write_image(Path(images.format(number)), seed=number)
        write_mask(Path(masks.format(number)), values)


def make_masks(folder: Path) -> Path:
    for split, count in (("train", TRAIN), ("val", TEST)):
        write_pairs(
            f"{folder}/images/{split}/{{}}.jpg", f"{folder}/masks/{split}/{{}}.png", (0, 1), count
        )
    return folder


def make_ade20k(folder: Path) -> Path:
    for split, count in (("training", TRAIN), ("validation", TEST)):
        places = f"{folder}/{{}}/{split}/ADE_{{{{}}}}"
        write_pairs(
            places.format("images") + ".jpg",
            places.format("annotations") + ".png",
            (0, 1, 150),
            count,
        )
    return folder


def make_cityscapes(folder: Path, *, end: str = "labelIds", values: Sequence[int] = IDS) -> Path:
    for split, count in (("train", TRAIN), ("val", TEST)):
        write_pairs(
            f"{folder}/leftImg8bit/{split}/ulm/ulm_{{}}_leftImg8bit.png",
            f"{folder}/gtFine/{split}/ulm/ulm_{{}}_gtFine_{end}.png",
            values,
            count,
        )
    return folder


def make_voc(folder: Path) -> Path:
    write_pairs(
        f"{folder}/JPEGImages/2007_{{}}.jpg",
        f"{folder}/SegmentationClass/2007_{{}}.png",
        (0, 20, 255),
        TRAIN + TEST,
    )
    write_list(folder, "train.txt", range(TRAIN))
    write_list(folder, "val.txt", range(TRAIN, TRAIN + TEST))
    return folder


def write_list(folder: Path, name: str, numbers: Sequence[int], line: str = "2007_{}") -> None:
    file = folder / "ImageSets" / "Segmentation" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line.format(number)}\n" for number in numbers))


def make_camvid(folder: Path) -> Path:
    for split, count in (("train", TRAIN), ("val", 1), ("test", TEST)):
        images, masks = f"{folder}/{split}/{{}}.png", f"{folder}/{split}annot/{{}}.png"
        write_pairs(images, masks, (0, 10, 11), count)
    return folder


MAKERS: Mapping[str, Callable[[Path], Path]] = {
    "masks": make_masks,
    "ade20k": make_ade20k,
    "cityscapes": make_cityscapes,
    "voc": make_voc,
    "camvid": make_camvid,
}
