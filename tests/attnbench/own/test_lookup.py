"""Modules are found by short name, by file, and where installed packages register them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.errors import UnknownName
from attnbench.own.lookup import find
from attnbench.plan.variant import parse_variant
from attnzoo import CATALOG


def test_the_catalogues_entry_is_found_by_its_short_name() -> None:
    assert find("ema") is CATALOG["ema"]


def test_an_unknown_name_is_told_the_near_ones() -> None:
    with pytest.raises(UnknownName, match=r"unknown module 'emma'; did you mean 'ema'.*list mod"):
        find("emma")


def install(folder: Path, value: str) -> None:
    """A package that registers a module, and one under a name of the catalogue."""
    (folder / "stripes.py").write_text(
        "from torch import nn\n\n\nclass Stripe(nn.Identity):\n"
        '    """Stripes of a package."""\n\n'
        "    def __init__(self, channels: int) -> None:\n        super().__init__()\n"
    )
    info = folder / "stripes-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stripes\nVersion: 1.0\n")
    lines = (f"{name} = {value}\n" for name in ("stripe", "ema"))
    (info / "entry_points.txt").write_text(f"[attnbench.modules]\n{''.join(lines)}")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code, *capsys.readouterr()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages."""
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("stripes", None)


def test_a_module_of_an_installed_package_has_a_short_name(
    packages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(packages, "stripes:Stripe")
    _, listed, _ = run(capsys, "list", "modules")
    assert "from installed packages (1)\nstripe        Stripes of a package" in listed
    _, listed, _ = run(capsys, "list", "modules", "--family", "own", "--fits", "3,5,5")
    assert listed.startswith("\nfrom installed packages (1)\nstripe ")
    _, places, _ = run(capsys, "inspect", "--module", "stripe", "--backbone", "resnet14-narrow")
    assert "resnet14-narrow + stripe at residual: 4 places" in places
    assert find("ema") is CATALOG["ema"]


def test_what_a_package_registers_under_a_spelling_of_ours_keeps_its_name(
    packages: Path,
) -> None:
    install(packages, "stripes:Stripe")
    (info,) = packages.glob("*.dist-info/entry_points.txt")
    info.write_text("[attnbench.modules]\nEMA = stripes:Stripe\n")
    assert str(parse_variant("EMA")) == "EMA"
    assert find("EMA").title == "Stripes of a package"
    assert str(parse_variant("Ema")) == "ema"


def test_a_package_is_not_imported_where_its_modules_are_not_listed(
    packages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(packages, "stripes:Stripe")
    run(capsys, "list", "modules", "--family", "spatial")
    run(capsys, "list", "modules", "--year", "2021..")
    assert "stripes" not in sys.modules


def test_a_package_that_does_not_give_what_it_registers_is_named(
    packages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(packages, "stripes:Strip")
    code, _, errors = run(capsys, "inspect", "--module", "stripe")
    assert code == 2
    assert "error: module 'stripe' is registered as stripes:Strip, which cannot be loaded" in errors


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
