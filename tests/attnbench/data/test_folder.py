"""A data set's folder is found by its name, or it is said what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.data.folder import find_folder
from attnbench.errors import WrongUse

MakeFolder = Callable[..., Path]

LAYOUT = "a data set holds images"


def test_a_folder_is_found_here_or_in_the_root(
    make_folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pets = make_folder()
    assert find_folder(f"folder:{pets}", Path("data"), LAYOUT) == pets
    assert find_folder("folder:pets", tmp_path, LAYOUT) == pets
    monkeypatch.chdir(tmp_path)
    assert find_folder("folder:pets", Path("data"), LAYOUT) == pets


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"found neither nope nor .*/nope; a data set holds"):
        find_folder("folder:nope", tmp_path, LAYOUT)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "pets.zip").touch()
    with pytest.raises(WrongUse, match=r"pets.zip is a file; name the folder"):
        find_folder(f"folder:{tmp_path / 'pets.zip'}", tmp_path, LAYOUT)
