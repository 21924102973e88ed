"""Data sets that are named by their folder: `KIND:DIR`."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from attnbench.errors import CorruptImage, WrongUse


def find_folder(name: str, root: Path, layout: str) -> Path:
    """The folder that `KIND:DIR` names, in the current folder or in the root of data sets.

    Args:
        name: The data set, `KIND:DIR`.
        root: Folder in which data sets lie.
        layout: What such a folder holds, for errors.

    Raises:
        WrongUse: if it does not exist, or is a file.
    """
    folder = Path(name.partition(":")[2]).expanduser()
    for candidate in (folder, root / folder):
        if candidate.is_dir():
            return candidate.resolve()
    if folder.is_file():
        raise WrongUse(f"{name} is a file; name the folder; {layout}")
    raise WrongUse(f"{name}: found neither {folder} nor {root / folder}; {layout}")


def fingerprint(folder: Path, paths: Iterable[str]) -> str:
    """A digest of the names and sizes of all files in a folder.

    Raises:
        CorruptImage: if a file is empty, or a link to none.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        file = Path(path)
        size = file.stat().st_size if file.exists() else 0
        if not size:
            state = "is empty" if file.exists() else "is a link to a file that does not exist"
            raise CorruptImage(f"image {path} {state}; replace it, or remove it from the data")
        digest.update(f"{path.removeprefix(str(folder))}\0{size}\n".encode())
    return digest.hexdigest()
