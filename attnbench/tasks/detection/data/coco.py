"""`coco:DIR`: images with boxes in the format of COCO (Lin et al., 2014, arXiv:1405.0312)."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray

from attnbench.data.folder import fingerprint
from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.annotated import Annotations, boxed_pictures
from attnbench.tasks.detection.data.checking import (
    checked_size,
    is_file,
    refuse_missing,
    refuse_other_classes,
)
from attnbench.tasks.detection.data.coco_file import (
    Annotation,
    Category,
    Image,
    Instances,
    read_instances,
)
from attnbench.tasks.detection.data.layouts import COCO, SIDE
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet

ANNOTATIONS = "annotations"
PREFIX = "instances_"
TEST = ("val", "valid", "test")
"""How the name of the split that is scored begins; the first that is there is taken."""
BESIDE = "_annotations.coco.json"
"""The file of a split beside its images, as Roboflow exports it."""
SHOWN = 8
"""Things in a folder that an error names."""


def scan(folder: Path) -> BoxedPictureSet:
    """The images of a folder and their boxes; no image is decoded.

    Raises:
        CorruptImage: if an image file is empty.
        WrongUse: if a file is missing, cannot be read or contradicts itself, or if the splits
            differ in their categories.
    """
    train_file, test_file = _split_files(folder)
    train, test = _load(folder, train_file), _load(folder, test_file)
    refuse_other_classes(
        train_file, _with_ids(train.categories), test_file, _with_ids(test.categories)
    )
    return BoxedPictureSet(
        train=train.pictures,
        test=test.pictures,
        classes=tuple(category.name for category in train.categories),
        side=SIDE,
        fingerprint=_digest(folder, (train, test)),
        notes=tuple(
            note
            for note in (*train.notes, *test.notes, _unread(folder, train_file, test_file))
            if note
        ),
    )


def _unread(folder: Path, *read: Path) -> str:
    """What to say of files beside those that are read."""
    others = sorted({*(folder / ANNOTATIONS).glob(f"{PREFIX}*.json")}.difference(read))
    if not others:
        return ""
    train, test = (file.name for file in read)
    names = " and ".join(file.name for file in others)
    return f"{names} of {folder / ANNOTATIONS}: {train} is used, and {test} for test"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """What one file holds."""

    file: Path
    categories: Sequence[Category]
    """In the order of their ids."""
    pictures: BoxedPictures
    paths: Sequence[Path]
    notes: tuple[str, ...]


def _load(folder: Path, file: Path) -> _Split:
    """One file, checked, with the images that it names."""
    content = read_instances(file)
    categories = sorted(content.categories, key=lambda c: (isinstance(c.id, str), c.id))
    paths = _find_images(folder, file, content.images)
    pictures, notes = _pictures(file, content, categories, paths)
    return _Split(file=file, categories=categories, pictures=pictures, paths=paths, notes=notes)


def _split_files(folder: Path) -> tuple[Path, Path]:
    """The files of the training and of the test images."""
    files = {split: _files_of(folder, split) for split in ("train", *TEST)}
    held_out = next((split for split in TEST if files[split]), TEST[0])
    for split in ("train", held_out):
        if not files[split]:
            raise WrongUse(
                f"{folder} has no {ANNOTATIONS}/{PREFIX}{split}*.json but {_content(folder)}; "
                f"{COCO}"
            )
        if len(files[split]) > 1:
            names = " and ".join(file.name for file in files[split])
            raise WrongUse(
                f"{folder / ANNOTATIONS} has {names}, and one of them is used; leave one there"
            )
    return files["train"][0], files[held_out][0]


def _files_of(folder: Path, split: str) -> list[Path]:
    """The files of a split, by the first way of naming them that there is."""
    patterns = (f"{ANNOTATIONS}/{PREFIX}{split}*.json", f"{ANNOTATIONS}/{split}.json")
    found = (sorted(folder.glob(pattern)) for pattern in (*patterns, f"{split}/{BESIDE}"))
    return next((files for files in found if files), [])


def _content(folder: Path) -> str:
    """What lies in a folder, for an error."""
    names = sorted(path.name for path in folder.iterdir())
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}" if names else "nothing"


def _find_images(folder: Path, file: Path, images: Sequence[Image]) -> list[Path]:
    """The paths of images in the first folder that has any of them."""
    names = [_checked_name(file, image) for image in images]
    split = file.stem.removeprefix(PREFIX)
    places = [folder / "images" / split, folder / split, folder]
    if file.name == BESIDE:
        places = [file.parent]
    for place in places:
        if any(is_file(place / name) for name in names):
            paths = [place / name for name in names]
            refuse_missing(paths, file)
            return paths
    raise WrongUse(
        f"{file} names {len(images)} images, and none of them is in "
        f"{', '.join(map(str, places))}, the first {images[0].file_name!r}; put them in the first "
        "of these"
    )


def _checked_name(file: Path, image: Image) -> PurePath:
    """The path of an image below its folder; Windows writes it with backslashes."""
    path = PurePath(image.file_name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in image.file_name:
        raise WrongUse(
            f"{file}: image id {image.id} has the file name {image.file_name!r}, which is not "
            "a path below the folder; name a file in it"
        )
    return path


def _pictures(
    file: Path, content: Instances, categories: Sequence[Category], paths: Sequence[Path]
) -> tuple[BoxedPictures, tuple[str, ...]]:
    """Images with their boxes, and notes of what was left out."""
    annotations = content.annotations

    def name(index: int) -> str:
        annotation = annotations[index]
        which = f"number {index + 1}" if annotation.id is None else f"id {annotation.id}"
        return f"{file}: annotation {which} of image id {annotation.image_id}"

    sizes = np.array(
        [
            checked_size(path, image.size, f"{file} under image id {image.id}")
            for path, image in zip(paths, content.images, strict=True)
        ]
    )
    owners = _places(
        [annotation.image_id for annotation in annotations],
        [image.id for image in content.images],
        lambda index: f"{name(index)} belongs to no image in the file; correct it, or remove it",
    )
    labels = _places(
        [annotation.category_id for annotation in annotations],
        [category.id for category in categories],
        lambda index: (
            f"{name(index)} has category id {annotations[index].category_id}, which is not among "
            f"the file's {len(categories)}; correct it, or add the category"
        ),
    )
    boxes = Annotations(
        owners=owners,
        corners=_corners(annotations),
        labels=labels,
        crowds=np.array([bool(annotation.iscrowd) for annotation in annotations]),
        areas=_areas(annotations),
    )
    return boxed_pictures(paths, sizes, boxes, name)


def _corners(annotations: Iterable[Annotation]) -> NDArray[np.float64]:
    """(N, 4): left, top, right and bottom."""
    boxes = np.array([annotation.bbox for annotation in annotations])
    return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)


def _areas(annotations: Iterable[Annotation]) -> NDArray[np.float32]:
    """(N,), those of the boxes where the file does not say."""
    areas = (
        annotation.bbox[2] * annotation.bbox[3] if annotation.area is None else annotation.area
        for annotation in annotations
    )
    return np.array(list(areas), np.float32)


def _places(
    ids: Sequence[int | str], known: Sequence[int | str], refusal: Callable[[int], str]
) -> NDArray[np.int64]:
    """Where each id is among those that are known."""
    places = {value: place for place, value in enumerate(known)}
    indices = np.array([places.get(value, -1) for value in ids])
    for index in np.flatnonzero(indices < 0)[:1]:
        raise WrongUse(refusal(int(index)))
    return indices


def _with_ids(categories: Iterable[Category]) -> list[str]:
    return [f"{category.name!r} under id {category.id}" for category in categories]


def _digest(folder: Path, splits: Iterable[_Split]) -> str:
    """A digest of what the files of annotations hold, and of names and sizes of all images."""
    digest = hashlib.sha256()
    for split in splits:
        digest.update(split.file.read_bytes())
        digest.update(fingerprint(folder, map(str, split.paths)).encode())
    return digest.hexdigest()
