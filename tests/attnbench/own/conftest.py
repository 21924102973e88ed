"""A module file as a user writes one."""

from collections.abc import Callable
from pathlib import Path

import pytest

MINE = '''
"""A file of a user."""

import torch
from torch import nn

from beside import SHARE


class Strip(nn.Module):
    """Weighs rows.

    More of it.
    """

    def __init__(self, channels, reduction: int = 4, *, bias=True, mode: str | None = None):
        super().__init__()
        if channels % reduction:
            raise ValueError(f"{channels} channels do not split into {reduction}")
        self.conv = nn.Conv2d(channels, channels // reduction, 1, bias=bias)
        self.back = nn.Conv2d(channels // reduction, channels, 1, bias=bias)

    def forward(self, x):
        return x * self.back(self.conv(x.mean(3, keepdim=True))).sigmoid() * SHARE


def halving(channels):
    return Strip(channels, reduction=2)


class NeedsMore(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.layer = nn.Linear(channels, width)

    def forward(self, x):
        return x


built = nn.Identity()
number = 3
'''


@pytest.fixture(scope="package")
def folder_of_mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that no test writes into, so that its file is loaded once."""
    folder = tmp_path_factory.mktemp("mine")
    (folder / "mine.py").write_text(MINE)
    (folder / "beside.py").write_text("SHARE = 0.5\n")
    return folder


@pytest.fixture
def module_file(folder_of_mine: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of the file, in the working folder, relative to it."""
    monkeypatch.chdir(folder_of_mine)
    return "mine.py"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a file and gives its name."""
    monkeypatch.chdir(tmp_path)

    def make(text: str) -> str:
        (tmp_path / "other.py").write_text(text)
        return "other.py"

    return make
