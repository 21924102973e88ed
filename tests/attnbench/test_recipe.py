"""Recipes are checked and read from files."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest
import tomli_w

from attnbench.errors import UnknownName, WrongUse
from attnbench.recipes import RECIPES, read_recipe


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", -1),
        ("batch_size", 1),
        ("shift", -1),
        ("warmup_epochs", -1),
        ("lr", 0.0),
        ("weight_decay", -0.1),
        ("label_smoothing", 1.0),
    ],
)
def test_a_number_out_of_range_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(WrongUse, match=f"{field}={value}"):
        replace(RECIPES["quick"], **{field: value})  # type: ignore[arg-type]  # any field


def test_a_file_reads_back_what_the_list_prints(tmp_path: Path) -> None:
    mine = replace(RECIPES["quick"], name="mine", epochs=2)
    file = tmp_path / "mine.toml"
    file.write_text(tomli_w.dumps(asdict(mine)))
    assert read_recipe(str(file)) == mine


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="did you mean 'quick'"):
        read_recipe("quickk")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"epochs = [", "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
        (b"name = 'x'", "is no recipe: epochs"),
        (tomli_w.dumps({**asdict(RECIPES["quick"]), "momentum": 1}).encode(), "momentum"),
        (tomli_w.dumps({**asdict(RECIPES["quick"]), "lr": "fast"}).encode(), "lr"),
        (tomli_w.dumps({**asdict(RECIPES["quick"]), "epochs": -3}).encode(), "epochs=-3"),
    ],
    ids=["broken", "binary", "fields missing", "field too many", "wrong type", "negative"],
)
def test_files_that_are_no_recipe_say_why(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(WrongUse, match=reason):
        read_recipe(str(file))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(WrongUse, match=r"cannot read recipe nothing\.toml: No such file"):
        read_recipe("nothing.toml")
