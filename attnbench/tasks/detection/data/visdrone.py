"""`visdrone:DIR`: images with boxes in the text format of VisDrone (Zhu et al., arXiv:2001.06303).

A line is a box: left, top, width, height, score, category, truncation, occlusion. Left out are
regions that are to be ignored (score 0, or category 0) and objects of other kinds (category 11).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnbench.data.folder import fingerprint
from attnbench.data.headers import read_size
from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.annotated import Annotations, boxed_pictures
from attnbench.tasks.detection.data.checking import MOST, refuse_missing
from attnbench.tasks.detection.data.layouts import SIDE, VISDRONE
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet

CLASSES = (
    *("pedestrian", "people", "bicycle", "car", "van", "truck", "tricycle"),
    *("awning-tricycle", "bus", "motor"),
)
"""Categories 1 to 10."""
OTHERS = len(CLASSES) + 1
FIELDS = 8
TEST = ("val", "test")
"""What is in the name of the folder of the test images; the first that is there is taken."""
SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, slots=True)
class Line:
    """A box and where it was read."""

    file: Path
    number: int
    values: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}"


def scan(folder: Path) -> BoxedPictureSet:
    """The images of a folder and their boxes; of each image only the header is read.

    Raises:
        CorruptImage: if an image file is empty, or its header cannot be read.
        WrongUse: if a split is missing or empty, or an annotation cannot be used.
    """
    splits = [_load(split) for split in _split_folders(folder)]
    train, test = splits
    return BoxedPictureSet(
        train=train.pictures,
        test=test.pictures,
        classes=CLASSES,
        side=SIDE,
        fingerprint=_digest(folder, splits),
        notes=tuple(note for split in splits for note in split.notes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """What one folder holds."""

    files: Sequence[Path]
    """The annotation files, one an image."""
    pictures: BoxedPictures
    paths: Sequence[Path]
    notes: tuple[str, ...]


def _load(folder: Path) -> _Split:
    """One folder with images and annotations, checked."""
    files = sorted((folder / "annotations").glob("*.txt"))
    if not files:
        raise WrongUse(f"{folder / 'annotations'} has no *.txt; {VISDRONE}")
    paths = _find_images(folder, [file.stem for file in files])
    pictures, notes = _pictures(files, paths)
    return _Split(files=files, pictures=pictures, paths=paths, notes=notes)


def _split_folders(folder: Path) -> tuple[Path, Path]:
    """The folders of the training and of the test images."""
    folders = {
        split: sorted(path for path in folder.glob(f"*{split}*") if (path / "images").is_dir())
        for split in ("train", *TEST)
    }
    held_out = next((split for split in TEST if folders[split]), TEST[0])
    for split in ("train", held_out):
        if not folders[split]:
            raise WrongUse(f"{folder} has no folder *{split}* with images in it; {VISDRONE}")
        if len(folders[split]) > 1:
            names = " and ".join(path.name for path in folders[split])
            raise WrongUse(f"{folder} has {names}, and one of them is used; leave one there")
    return folders["train"][0], folders[held_out][0]


def _find_images(folder: Path, stems: Sequence[str]) -> list[Path]:
    """The image of each file of annotations."""
    images = {
        path.stem: path
        for path in sorted((folder / "images").iterdir())
        if path.suffix.lower() in SUFFIXES
    }
    without = sorted(images.keys() - {*stems})
    if without:
        raise WrongUse(
            f"{len(without)} of {len(images)} images have no annotations, the first "
            f"{str(images[without[0]])!r}; add annotations/{without[0]}.txt, empty for an "
            "image without objects"
        )
    paths = [images.get(stem, folder / "images" / f"{stem}.jpg") for stem in stems]
    refuse_missing(paths, folder / "annotations")
    return paths


def _pictures(
    files: Sequence[Path], paths: Sequence[Path]
) -> tuple[BoxedPictures, tuple[str, ...]]:
    """Images with their boxes, and notes of what was left out."""
    read = [(owner, line) for owner, file in enumerate(files) for line in _read(file)]
    if not read:
        raise WrongUse(f"{files[0].parent} holds no box to train on; {VISDRONE}")
    owners = np.array([owner for owner, _ in read])
    lines = [line for _, line in read]
    values = np.array([line.values for line in lines])
    sizes = np.array([read_size(path) for path in paths])

    def name(index: int) -> str:
        return str(lines[index])

    left_top, sides = values[:, :2], values[:, 2:4]
    annotations = Annotations(
        owners=owners,
        corners=np.concatenate([left_top, left_top + sides], axis=1).astype(np.float64),
        labels=values[:, 5] - 1,
        crowds=np.zeros(len(lines), np.bool_),
        areas=sides.prod(1).astype(np.float32),
    )
    return boxed_pictures(paths, sizes, annotations, lambda index: str(lines[index]))


def _read(file: Path) -> list[Line]:
    """The boxes of one image that are to be learned."""
    try:
        text = file.read_text(encoding="ascii")
    except (OSError, UnicodeError) as error:
        raise WrongUse(f"cannot read {file}: {error}; {VISDRONE}") from error
    lines = [
        _parse(file, number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    return [line for line in lines if line.values[4] and 0 < line.values[5] < OTHERS]


def _parse(file: Path, number: int, line: str) -> Line:
    # Some of VisDrone's own lines end in a comma.
    fields = line.strip().removesuffix(",").split(",")
    try:
        parsed = Line(file, number, tuple(map(int, fields)))
    except ValueError:
        parsed = Line(file, number, ())
    if len(parsed.values) != FIELDS or max(map(abs, parsed.values)) > MOST:
        raise WrongUse(
            f"{parsed} is {line!r}; a line has {FIELDS} whole numbers: left, top, width, height, "
            "score, category, truncation, occlusion"
        )
    if not 0 <= parsed.values[5] <= OTHERS:
        raise WrongUse(
            f"{parsed} has category {parsed.values[5]}; categories are 0 to {OTHERS}; correct it, "
            "or remove the line"
        )
    return parsed


def _digest(folder: Path, splits: Iterable[_Split]) -> str:
    """A digest of all annotations, and of names and sizes of all images."""
    digest = hashlib.sha256()
    for split in splits:
        for file in split.files:
            digest.update(f"{file.name}\0".encode() + file.read_bytes())
        digest.update(fingerprint(folder, map(str, split.paths)).encode())
    return digest.hexdigest()
