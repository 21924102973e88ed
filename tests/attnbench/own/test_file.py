"""A module is read from a file by running it, and whatever is wrong with it is said in one line."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from attnbench.errors import WrongUse
from attnbench.own.file import load_from_file, names_a_file


@pytest.mark.parametrize(
    ("name", "is_file"),
    [
        ("mine.py:Strip", True),
        ("a folder/mine.py:Strip", True),
        ("mine.py", True),
        (r"C:\work\mine.py:Strip", True),
        ("ema", False),
        ("strip:Strip", False),
    ],
)
def test_a_file_is_told_from_a_short_name(name: str, is_file: bool) -> None:
    assert names_a_file(name) == is_file


def test_a_class_is_read_with_what_its_file_imports_from_beside(module_file: str) -> None:
    strip = load_from_file(f"{module_file}:Strip")
    assert isinstance(strip, type)
    module = strip(8)
    x = torch.randn(2, 8, 3, 4)
    again: nn.Module = pickle.loads(pickle.dumps(module))
    assert torch.equal(again(x), module(x))


def test_two_spellings_of_a_path_are_one_file(module_file: str) -> None:
    assert load_from_file(f"{module_file}:Strip") is load_from_file(f"./{module_file}:Strip")


def test_files_of_one_name_in_two_folders_are_two_with_what_lies_beside_each(
    tmp_path: Path,
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "namesake.py").write_text(f"NAME = {folder!r}\n")
        (tmp_path / folder / "m.py").write_text(
            "from namesake import NAME\n\n\nclass M:\n    name = NAME\n"
        )
    first, second = (load_from_file(f"{tmp_path}/{folder}/m.py:M") for folder in ("a", "b"))
    assert getattr(first, "name", None) == "a"
    assert getattr(second, "name", None) == "b"


def test_a_file_beside_does_not_hide_an_installed_package(tmp_path: Path) -> None:
    (tmp_path / "timm.py").write_text("raise RuntimeError('the wrong timm')\n")
    (tmp_path / "m.py").write_text("import timm\nclass M: version = timm.__version__\n")
    assert getattr(load_from_file(f"{tmp_path}/m.py:M"), "version", None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nowhere.py:Strip", "nowhere.py does not exist; pass a Python file"),
        ("mine.py:Stripe", r"mine.py has no 'Stripe'; it defines mine.py:Strip, mine.py:NeedsMore"),
        ("mine.py", "is named without a class; it defines mine.py:Strip"),
        ("beside.py:A", "beside.py has no 'A'; it defines no torch module"),
    ],
)
@pytest.mark.usefixtures("module_file")
def test_a_wrong_name_is_told_what_there_is(name: str, text: str) -> None:
    with pytest.raises(WrongUse, match=text):
        load_from_file(name)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = (\n", "line 1: SyntaxError"),
        ("import torch\n\nundefined\n", "line 3: NameError: name 'undefined'"),
        ("import not_there\n", "line 1: ModuleNotFoundError"),
        ("import sys\nsys.exit(3)\n", "line 2: SystemExit: 3"),
    ],
)
def test_a_file_that_fails_names_the_line(
    text: str, reason: str, write: Callable[[str], str]
) -> None:
    with pytest.raises(WrongUse, match=f"other.py fails when it is run, {reason}"):
        load_from_file(f"{write(text)}:A")
