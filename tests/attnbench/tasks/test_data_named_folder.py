"""A data set's folder is found by its name, or it is said what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.tasks.data_named_folder import LAYOUTS, find_folder, kind_of, resolved

MakeFolder = Callable[..., Path]


def test_a_folder_is_found_here_or_in_the_root(
    make_folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pets = make_folder()
    assert find_folder(f"folder:{pets}", Path("data")) == pets
    assert find_folder("folder:pets", tmp_path) == pets
    monkeypatch.chdir(tmp_path)
    assert find_folder("folder:pets", Path("data")) == pets


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"there is no folder nope, nor .*/nope; a data set holds"):
        find_folder("folder:nope", tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "pets.zip").touch()
    with pytest.raises(WrongUse, match=r"pets.zip is a file; name the folder"):
        find_folder(f"folder:{tmp_path / 'pets.zip'}", tmp_path)


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_kind_is_known_by_what_its_name_begins_with(kind: str) -> None:
    assert kind_of(f"{kind}:pets") == kind
    assert kind_of(kind) == ""


def test_a_name_is_resolved_to_the_full_path(make_folder: MakeFolder, tmp_path: Path) -> None:
    pets = make_folder()
    assert resolved("folder:pets", tmp_path) == f"folder:{pets}"
    assert resolved("digits", tmp_path) == "digits"
