"""Files that a command writes: each is named on the terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from attnbench.errors import WrongUse
from attnbench.files import write_file


def check_folder(folder: Path | None) -> None:
    """Refuse a folder that cannot be made since a file is in its way, long before it is needed.

    Raises:
        WrongUse: if one is.
    """
    for path in (folder, *folder.parents) if folder else ():
        if path.exists() and not path.is_dir():
            raise _unwritable(folder or path, f"{path} is a file")


def make_folder(folder: Path) -> None:
    """Make a folder for tables, before anything is measured for them.

    Raises:
        WrongUse: if it cannot be made.
    """
    with _named(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files of one folder by their names, and say where, in one line.

    Raises:
        WrongUse: if they cannot be written.
    """
    make_folder(folder)
    for name, content in texts.items():
        with _named(folder / name):
            write_file(folder / name, content.encode())
    _say(folder, list(texts))


def write_text(file: Path, content: str) -> None:
    """Write a file, and say where.

    Raises:
        WrongUse: if it cannot be written.
    """
    write_bytes(file, content.encode())


def write_bytes(file: Path, content: bytes) -> None:
    """Write a file that is not text, such as a picture, and say where.

    Raises:
        WrongUse: if it cannot be written.
    """
    make_folder(file.parent)
    with _named(file):
        write_file(file, content)
    _say(file.parent, [file.name])


def write_pictures(pictures: Iterable[tuple[str, bytes]], folders: Iterable[Path]) -> int:
    """Write pictures into folders, and say where; gives how many there were.

    Raises:
        WrongUse: if a folder cannot be written.
    """
    count, places = 0, list(folders)
    for name, picture in pictures:
        count += 1
        for folder in places:
            write_bytes(folder / name, picture)
    return count


def _say(folder: Path, names: Sequence[str]) -> None:
    """A file by its path, several by their kinds: they are many, and an answer follows."""
    kinds = ", ".join(dict.fromkeys(name.rpartition(".")[2] for name in names))
    if len(names) == 1:
        typer.echo(f"wrote {folder / names[0]}", err=True)
    elif names:
        typer.echo(f"wrote {folder}: {len(names)} files ({kinds})", err=True)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(path, str(error.strerror)) from error


def _unwritable(path: Path, reason: str) -> WrongUse:
    return WrongUse(f"cannot write {path}: {reason}; name a folder that can be written")
