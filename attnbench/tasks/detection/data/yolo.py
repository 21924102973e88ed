"""`yolo:DIR`: images with boxes in the text format of YOLO, as `data.yaml` names them.

A line is a box: class, then centre x, centre y, width and height as shares of the image; or a class
and the corners of a polygon, whose bounding box is taken. The labels of `images/a.jpg` are in
`labels/a.txt`; an image without such a file has no objects.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from attnbench.data.folder import fingerprint
from attnbench.data.headers import read_size
from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.annotated import Annotations, boxed_pictures
from attnbench.tasks.detection.data.checking import refuse_missing
from attnbench.tasks.detection.data.layouts import SIDE, YOLO
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet

CONFIGURATIONS = ("*.yaml", "*.yml")
TEST = ("val", "valid", "test")
"""The keys of the test images; the first that is there is taken."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
BOX = 5
"""Fields of a box; more are a polygon."""
SLACK = 0.01
"""By how much a share may be outside 0 to 1: rounding."""


@dataclass(frozen=True, slots=True)
class Line:
    """A box and where it was read."""

    file: Path
    number: int
    label: int
    left_top: tuple[float, float]
    right_bottom: tuple[float, float]
    """Shares of the image."""

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}"


def scan(folder: Path) -> BoxedPictureSet:
    """The images that the configuration of a folder names, and their boxes.

    Raises:
        CorruptImage: if an image file is empty, or its header cannot be read.
        WrongUse: if the configuration, an image or a line cannot be used.
    """
    file = _configuration(folder)
    content = _read_configuration(file)
    classes = _classes(file, content)
    root = _root(file, content)
    held_out = next((key for key in TEST if content.get(key)), TEST[0])
    splits = [
        _load(_images(file, root, key, content.get(key)), len(classes))
        for key in ("train", held_out)
    ]
    (train, train_notes), (test, test_notes) = splits
    return BoxedPictureSet(
        train=train,
        test=test,
        classes=classes,
        side=SIDE,
        fingerprint=_digest(file, (train, test)),
        notes=(*train_notes, *test_notes),
    )


def _configuration(folder: Path) -> Path:
    found = sorted(path for pattern in CONFIGURATIONS for path in folder.glob(pattern))
    if len(found) != 1:
        which = f"{len(found)} of them" if found else "none"
        raise WrongUse(f"{folder} must hold one data.yaml, and holds {which}; {YOLO}")
    return found[0]


def _read_configuration(file: Path) -> Mapping[str, object]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise WrongUse(f"cannot read {file}: {reason}; {YOLO}") from error
    if not isinstance(content, dict):
        raise WrongUse(f"{file} holds no keys; {YOLO}")
    return content


def _classes(file: Path, content: Mapping[str, object]) -> tuple[str, ...]:
    """The names in the order of the class indices: a list, or a mapping from 0 on."""
    names = content.get("names")
    if isinstance(names, list) and names:
        return tuple(map(str, names))
    if isinstance(names, dict) and names and set(names) == set(range(len(names))):
        return tuple(str(names[index]) for index in range(len(names)))
    raise WrongUse(f"{file} must name its classes, as in names: [cat, dog] (got {names!r})")


def _root(file: Path, content: Mapping[str, object]) -> Path:
    """What paths are relative to: `path`, or the folder of the file."""
    path = content.get("path")
    if not isinstance(path, str):
        return file.parent
    candidates = (file.parent / path, file.parent.parent / path, file.parent)
    return next((folder for folder in candidates if folder.is_dir()), file.parent)


def _images(file: Path, root: Path, key: str, value: object) -> list[Path]:
    """The images of a split: of a folder, of several, or those that a text file lists."""
    values = value if isinstance(value, list) else [value]
    paths: list[Path] = []
    for part in values:
        if not isinstance(part, str):
            raise WrongUse(f"{file} must say where its {key} images are (got {value!r}); {YOLO}")
        paths.extend(_listed(file, root, key, part))
    if not paths:
        raise WrongUse(f"{file}: {key} has no image in {value}; {YOLO}")
    return paths


def _listed(file: Path, root: Path, key: str, part: str) -> list[Path]:
    # Exporters write ../train/images although train lies beside the file.
    spellings = (root / part, root / part.removeprefix("../"))
    place = next((path for path in spellings if path.exists()), None)
    if place is None:
        raise WrongUse(f"{file} names {part} for {key}, but {root / part} does not exist; {YOLO}")
    if place.is_dir():
        return sorted(path for path in place.rglob("*") if path.suffix.lower() in SUFFIXES)
    lines = (line.strip() for line in place.read_text(encoding="utf-8-sig").splitlines())
    listed = [root / line for line in lines if line]
    refuse_missing(listed, place)
    return listed


def _load(paths: Sequence[Path], count: int) -> tuple[BoxedPictures, tuple[str, ...]]:
    sizes = np.array([read_size(path) for path in paths])
    read = [
        (owner, line)
        for owner, path in enumerate(paths)
        for line in _lines(_labels_of(path), count)
    ]
    if not read:
        raise WrongUse(
            f"none of {len(paths)} images has a box, such as {paths[0]}, whose labels would be in "
            f"{_labels_of(paths[0])}; {YOLO}"
        )
    owners = np.array([owner for owner, _ in read])
    lines = [line for _, line in read]
    shares = np.array([(*line.left_top, *line.right_bottom) for line in lines])
    corners = shares * np.tile(sizes[owners], 2)
    annotations = Annotations(
        owners=owners,
        corners=corners,
        labels=np.array([line.label for line in lines]),
        crowds=np.zeros(len(lines), np.bool_),
        areas=(corners[:, 2:] - corners[:, :2]).prod(1).astype(np.float32),
    )
    return boxed_pictures(paths, sizes, annotations, lambda index: str(lines[index]))


def _labels_of(image: Path) -> Path:
    """Where the labels of an image are: the last folder `images` of its path is `labels` there."""
    parts = list(image.parts)
    if "images" in parts:
        parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    return Path(*parts).with_suffix(".txt")


def _lines(file: Path, count: int) -> Iterator[Line]:
    if not file.is_file():
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise WrongUse(f"cannot read {file}: {error}; {YOLO}") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _parse(file, number, line, count)


def _parse(file: Path, number: int, line: str, count: int) -> Line:
    try:
        label, *values = map(float, line.split())
    except ValueError:
        label, values = -1.0, []
    shares = np.array(values)
    where = f"{file}, line {number}"
    if len(values) < BOX - 1 or len(values) % 2 or not np.isfinite(shares).all():
        raise WrongUse(
            f"{where} is {line!r}; a line has a class, and centre x, centre y, width and height as "
            "shares of the image, or the corners of a polygon"
        )
    if label not in range(count):
        raise WrongUse(
            f"{where} has class {label:g}, and the {count} classes are 0 to {count - 1}; correct it"
        )
    if shares.min() < -SLACK or shares.max() > 1 + SLACK:
        raise WrongUse(
            f"{where} is {line!r}; shares of the image are between 0 and 1: divide pixels by its "
            "width and height"
        )
    low, high = _ends(shares)
    return Line(file, number, int(label), (low[0], low[1]), (high[0], high[1]))


def _ends(shares: NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """The left top and the right bottom corner."""
    if len(shares) == BOX - 1:
        centre, sides = shares[:2], shares[2:]
        return (centre - sides / 2).tolist(), (centre + sides / 2).tolist()
    points = shares.reshape(-1, 2)
    return points.min(0).tolist(), points.max(0).tolist()


def _digest(file: Path, splits: Sequence[BoxedPictures]) -> str:
    """A digest of the configuration, of all labels, and of names and sizes of all images."""
    digest = hashlib.sha256(file.read_bytes())
    for split in splits:
        names = [split.images.name(index) for index in range(len(split))]
        for labels in map(_labels_of, map(Path, names)):
            digest.update(labels.read_bytes() if labels.is_file() else b"")
        digest.update(fingerprint(file.parent, names).encode())
    return digest.hexdigest()
