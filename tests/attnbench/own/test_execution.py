"""A file that has changed is loaded again, so that what runs is what was hashed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.own.execution import run_file
from attnbench.own.lookup import code_digest, find

MINE = """
from torch import nn
from beside import KERNEL

class Mine(nn.Conv2d):
    def __init__(self, channels):
        super().__init__(channels, channels, KERNEL, groups=channels)
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Writes files as if within one second, so that neither time nor size tells them apart."""
    monkeypatch.chdir(tmp_path)

    def make(name: str, text: str) -> None:
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (1, 1))

    make("mine.py", MINE)
    make("beside.py", "KERNEL = 1")
    return make


def params() -> int:
    return find("mine.py:Mine").params(8)


def test_an_edit_changes_the_class_and_its_digest_together(
    write: Callable[[str, str], None],
) -> None:
    assert params() == 8 + 8
    before = code_digest("mine.py:Mine")
    write("mine.py", MINE.replace("KERNEL,", "KERNEL+2,"))
    assert params() == 9 * 8 + 8
    assert code_digest("mine.py:Mine") != before


def test_an_edit_of_what_it_imports_loads_both_again(write: Callable[[str, str], None]) -> None:
    assert params() == 8 + 8
    before = code_digest("mine.py:Mine")
    write("beside.py", "KERNEL = 3")
    assert params() == 9 * 8 + 8
    assert code_digest("mine.py:Mine") != before


def test_what_has_not_changed_is_not_run_again(
    write: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    write("loud.py", "print('ran')")
    assert run_file(Path("loud.py")) is run_file(Path("loud.py"))
    assert capsys.readouterr().out == "ran\n"


def test_a_file_that_is_gone_is_not_loaded(write: Callable[[str, str], None]) -> None:
    del write
    run_file(Path("mine.py"))
    Path("mine.py").unlink()
    with pytest.raises(WrongUse, match=r"mine\.py does not exist; pass a Python file"):
        run_file(Path("mine.py"))
