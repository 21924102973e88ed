"""What there is, and where a module would go, as a user sees it."""

from pathlib import Path

import pytest

from attnbench.cli import main
from attnzoo import CATALOG


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", list(CATALOG))
def test_each_module_is_listed_with_title_formula_and_paper(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = CATALOG[name]
    line = next(
        row for row in printed(capsys, "list", "modules").splitlines() if row.startswith(f"{name} ")
    )
    assert entry.title in line
    assert entry.paper in line


def test_backbones_can_be_filtered(capsys: pytest.CaptureFixture[str]) -> None:
    names = printed(capsys, "list", "backbones", "--filter", "resnet1*").split()
    assert "resnet14-narrow" in names
    assert "resnet101" in names
    assert "resnet50" not in names


def test_sites_are_listed_with_the_glob(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "list", "sites")
    assert "residual" in text
    assert "block" in text
    assert "layer[34].*" in text


def test_data_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "digits" in printed(capsys, "list", "data")


def test_listed_recipes_read_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from attnbench.recipe import RECIPES, read_recipe

    file = tmp_path / "quick.toml"
    file.write_text(printed(capsys, "list", "recipes"))
    assert read_recipe(str(file)) == RECIPES["quick"]


def test_inspect_shows_every_place_with_its_map_and_cost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(
        capsys, "inspect", "--backbone", "resnet50", "--stem", "cifar", "--input-size", "32",
        "--classes", "100", "--module", "ema",
    )  # fmt: skip
    assert "resnet50 + ema at residual: 16 places, image 3x32x32" in text
    assert "layer1.0.se: 256 channels, 32x32: 672 params, 19,529,728 MACs" in text
    assert text.count(" channels, ") == 16
    assert "23,903,620" in text
    assert "MACs (thop)" in text
    assert "counters disagree: fvcore" in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--version").startswith("attnbench 0.")
