"""`KIND:DIR`: data sets that are named by the folder they lie in."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from attnbench.errors import CorruptImage, WrongUse

LAYOUTS: Mapping[str, str] = {
    "folder": "a data set holds train/CLASS/IMAGE and test/CLASS/IMAGE, or val for test",
    "coco": (
        "a data set holds annotations/instances_train*.json and annotations/instances_val*.json, "
        "or test for val, and the images in images/SPLIT, in SPLIT or beside annotations"
    ),
    "visdrone": (
        "a data set holds a folder *train* and a folder *val*, or *test*, each with IMAGE.jpg in "
        "images and IMAGE.txt in annotations"
    ),
}
"""By kind, what such a folder holds."""


def kind_of(name: str) -> str:
    """The kind that a name begins with; empty for the name of another data set."""
    kind, colon, _ = name.partition(":")
    return kind if colon and kind in LAYOUTS else ""


def find_folder(name: str, root: Path) -> Path:
    """The folder that `KIND:DIR` names, in the current folder or in the root of data sets.

    Raises:
        WrongUse: if it is in neither, or is a file.
    """
    kind, _, folder = name.partition(":")
    given = Path(folder).expanduser()
    for place in (given, root / given):
        if place.is_dir():
            return place.resolve()
    if given.is_file():
        raise WrongUse(f"{name} is a file; name the folder; {LAYOUTS[kind]}")
    raise WrongUse(f"{name}: there is no folder {given}, nor {root / given}; {LAYOUTS[kind]}")


def resolved(name: str, root: Path) -> str:
    """The name with the folder's full path; the name of another data set as it is."""
    kind = kind_of(name)
    return f"{kind}:{find_folder(name, root)}" if kind else name


def fingerprint(folder: Path, paths: Iterable[str]) -> str:
    """A digest of the names in a folder, and of the sizes, of all files.

    Raises:
        CorruptImage: if a file is empty.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        size = Path(path).stat().st_size
        if not size:
            raise CorruptImage(f"image {path} is empty; replace it, or remove it from the data")
        digest.update(f"{path.removeprefix(str(folder))}\0{size}\n".encode())
    return digest.hexdigest()
