"""Modules are found by short name, by file, and where installed packages register them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.errors import UnknownName
from attnbench.lookup import find
from attnzoo import CATALOG


def test_the_catalogues_entry_is_found_by_its_short_name() -> None:
    assert find("ema") is CATALOG["ema"]


def test_an_unknown_name_is_told_the_near_ones() -> None:
    with pytest.raises(UnknownName, match=r"unknown module 'emma'; did you mean 'ema'.*list mod"):
        find("emma")


Package = Callable[[str], Path]


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Installs a package that registers a module, and one under a name of the catalogue."""

    def make(value: str) -> Path:
        (tmp_path / "stripes.py").write_text(
            "from torch import nn\n\n\nclass Stripe(nn.Identity):\n"
            '    """Stripes of a package."""\n\n'
            "    def __init__(self, channels: int) -> None:\n        super().__init__()\n"
        )
        info = tmp_path / "stripes-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stripes\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(
            f"[attnbench.modules]\nstripe = {value}\nema = {value}\n"
        )
        return tmp_path

    return make


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    program = (
        f"import sys; sys.path.insert(0, {str(folder)!r})\n"
        f"from attnbench.cli import main; main({list(arguments)})"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_a_module_of_an_installed_package_has_a_short_name(package: Package) -> None:
    folder = package("stripes:Stripe")
    listed = run(folder, "list", "modules").stdout
    assert "of installed packages\nstripe        Stripes of a package" in listed
    places = run(folder, "inspect", "--module", "stripe", "--backbone", "resnet18").stdout
    assert "resnet18 + stripe at residual: 8 places" in places
    assert (
        "Efficient multi-scale attention" in run(folder, "list", "modules", "--card", "ema").stdout
    )


def test_a_package_that_does_not_give_what_it_registers_is_named(package: Package) -> None:
    done = run(package("stripes:Strip"), "inspect", "--module", "stripe")
    assert done.returncode == 2
    assert "error: module 'stripe' is registered as stripes:Strip, which cannot be" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_is_injected_and_its_options_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(
        "from torch import nn\n\n\nclass Wide(nn.Conv2d):\n"
        "    def __init__(self, channels, size=1):\n"
        "        super().__init__(channels, channels, size, padding=size // 2)\n"
    )
    with pytest.raises(SystemExit) as end:
        main(["inspect", "--module", "mine.py:Wide(size=3)", "--backbone", "resnet14-narrow"])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert "resnet14-narrow + mine.py:Wide(size=3) at residual: 4 places" in out
    assert f"layer1.0.se: 128 channels, 16x16: {128 * 128 * 9 + 128:,} params" in out
