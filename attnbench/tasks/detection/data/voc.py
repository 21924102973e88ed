"""`voc-boxes:DIR`: images with boxes in Pascal VOC's XML (Everingham et al., IJCV 2010).

The corners of a box are pixels from 1 on, both of them inside. Objects that are marked as difficult
are neither trained on nor scored.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from attnbench.data.folder import fingerprint
from attnbench.data.headers import read_size
from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.annotated import Annotations, boxed_pictures
from attnbench.tasks.detection.data.checking import refuse_missing
from attnbench.tasks.detection.data.layouts import SIDE, VOC
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet

LISTS = "ImageSets/Main"
PAIRS = (("trainval", "test"), ("train", "val"), ("train", "test"))
"""Lists of the training and of the test images; the first pair whose images have boxes is taken."""
BESIDE = ("train", ("valid", "val", "test"))
"""Folders that hold images and XML side by side, as Roboflow exports them."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp")
CORNERS = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of an image."""

    file: Path
    number: int
    name: str
    corners: tuple[float, ...]
    is_difficult: bool

    def __str__(self) -> str:
        return f"{self.file}, object {self.number}"


@dataclass(frozen=True, slots=True)
class Files:
    """An image and its annotations."""

    image: Path
    xml: Path


def scan(folder: Path) -> BoxedPictureSet:
    """The images of a folder and their boxes; of each image only the header is read.

    Raises:
        CorruptImage: if an image file is empty, or its header cannot be read.
        WrongUse: if a split is missing, or a file cannot be used.
    """
    splits = _splits(folder)
    things = [[_read(files.xml) for files in split] for split in splits]
    classes = tuple(sorted({t.name for split in things for of_image in split for t in of_image}))
    train, test = (
        _load(split, of_split, classes) for split, of_split in zip(splits, things, strict=True)
    )
    return BoxedPictureSet(
        train=train[0],
        test=test[0],
        classes=classes,
        side=SIDE,
        fingerprint=_digest(folder, splits),
        notes=(*train[1], *test[1]),
    )


def _splits(folder: Path) -> tuple[Sequence[Files], Sequence[Files]]:
    for train, test in PAIRS:
        lists = [folder / LISTS / f"{name}.txt" for name in (train, test)]
        if all(path.is_file() for path in lists):
            listed = [_listed(folder, path) for path in lists]
            if all(listed):
                return listed[0], listed[1]
    train_folder, held_out = BESIDE
    for name in held_out:
        beside = [_beside(folder / part) for part in (train_folder, name)]
        if all(beside):
            return beside[0], beside[1]
    raise WrongUse(f"{folder} has no training and test images with boxes; {VOC}")


def _listed(folder: Path, file: Path) -> list[Files]:
    """The images of a list; none if their annotations are not public, as those of some tests."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    names = [line.split()[0] for line in lines if line.strip()]
    files = [_files(folder / "JPEGImages", folder / "Annotations", name) for name in names]
    if not any(part.xml.is_file() for part in files):
        return []
    for paths in ([part.xml for part in files], [part.image for part in files]):
        refuse_missing(paths, file)
    return files


def _beside(folder: Path) -> list[Files]:
    files = [_files(folder, folder, path.stem) for path in sorted(folder.glob("*.xml"))]
    if files:
        refuse_missing([part.image for part in files], folder)
    return files


def _files(images: Path, annotations: Path, name: str) -> Files:
    candidates = [images / f"{name}{suffix}" for suffix in SUFFIXES]
    image = next((path for path in candidates if path.is_file()), candidates[0])
    return Files(image, annotations / f"{name}.xml")


def _read(file: Path) -> list[Thing]:
    try:
        root = ET.fromstring(file.read_bytes())
    except (OSError, ET.ParseError) as error:
        raise WrongUse(f"cannot read {file}: {error}; {VOC}") from error
    return [_thing(file, number, item) for number, item in enumerate(root.iter("object"), start=1)]


def _thing(file: Path, number: int, item: ET.Element) -> Thing:
    name = (item.findtext("name") or "").strip()
    texts = [item.findtext(f"bndbox/{corner}") for corner in CORNERS]
    try:
        corners = tuple(float(text or "") for text in texts)
    except ValueError:
        corners = ()
    if not name or not corners or not np.isfinite(corners).all():
        raise WrongUse(
            f"{file}, object {number} must have a name and the numbers {', '.join(CORNERS)} in "
            f"bndbox (got {name!r} and {texts}); correct it, or remove it"
        )
    return Thing(file, number, name, corners, (item.findtext("difficult") or "0").strip() == "1")


def _load(
    split: Sequence[Files], things: Sequence[Sequence[Thing]], classes: Sequence[str]
) -> tuple[BoxedPictures, tuple[str, ...]]:
    sizes = np.array([read_size(files.image) for files in split])
    owned = [(owner, thing) for owner, of_image in enumerate(things) for thing in of_image]
    if not owned:
        raise WrongUse(f"{split[0].xml.parent} holds no object to train on; {VOC}")
    every = [thing for _, thing in owned]
    # The first pixel is 1, and the last one is inside.
    corners = np.array([thing.corners for thing in every]) - (1, 1, 0, 0)
    annotations = Annotations(
        owners=np.array([owner for owner, _ in owned]),
        corners=corners,
        labels=np.array([classes.index(thing.name) for thing in every]),
        crowds=np.array([thing.is_difficult for thing in every]),
        areas=(corners[:, 2:] - corners[:, :2]).prod(1).astype(np.float32),
    )
    paths = [files.image for files in split]
    return boxed_pictures(paths, sizes, annotations, lambda index: str(every[index]))


def _digest(folder: Path, splits: Sequence[Sequence[Files]]) -> str:
    """A digest of all annotations, and of names and sizes of all images."""
    digest = hashlib.sha256()
    for split in splits:
        for files in split:
            digest.update(f"{files.xml.name}\0".encode() + files.xml.read_bytes())
        digest.update(fingerprint(folder, [str(files.image) for files in split]).encode())
    return digest.hexdigest()
