"""What there is, and where a module would go, as a user sees it."""

import io
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from attnbench.cli import main
from attnzoo import CATALOG, Entry
from attnzoo.card import card
from attnzoo.entry import EVIDENCE


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def listed() -> str:
    """What is printed off a terminal."""
    out = io.StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit):
        main(["list", "modules"])
    return out.getvalue()


def paragraphs(text: str) -> dict[str, str]:
    """What is printed of each module, on one line; a family's head ends the last one of another."""
    bodies: dict[str, str] = {}
    for body in re.split(r"\n(?=\S)|\n\n", text):
        name, _, rest = body.partition(" ")
        if name in CATALOG:
            bodies[name] = " ".join(rest.split())
    return bodies


def test_each_module_is_listed_with_title_paper_options_needs_and_formula(listed: str) -> None:
    bodies = paragraphs(listed)
    assert list(bodies) == list(CATALOG)
    for name, entry in CATALOG.items():
        phrases = (
            entry.title,
            entry.paper,
            f"needs: {entry.constraints}",
            f"parameters: {entry.formula}",
        )
        assert all(phrase in bodies[name] for phrase in phrases), name
        assert all(f"{option}=" in bodies[name] for option in entry.options), name


def test_the_list_has_a_head_for_each_family_and_100_columns(listed: str) -> None:
    heads = re.findall(r"^(\w+): .* \((\d+)\)$", listed.replace("\n ", " "), flags=re.MULTILINE)
    families = [entry.family for entry in CATALOG.values()]
    assert heads == [(family, str(families.count(family))) for family in dict.fromkeys(families)]
    assert max(map(len, listed.splitlines())) <= 100


SELECTIONS: dict[str, Callable[[Entry], bool]] = {
    "--family spatial": lambda entry: entry.family == "spatial",
    "--family mixed,channel": lambda entry: entry.family in ("channel", "mixed"),
    "--year 2021": lambda entry: entry.year == 2021,
    "--year 2019..2021": lambda entry: 2019 <= (entry.year or 0) <= 2021,
    "--year 2023..": lambda entry: (entry.year or 0) >= 2023,
    "--year ..2018": lambda entry: 0 < (entry.year or 0) <= 2018,
    "--fits 40,14,14": lambda entry: entry.misfit(40, 14, 14) is None,
    "--fits 64,1,1": lambda entry: entry.misfit(64, 1, 1) is None,
    "--family channel --year 2020.. --fits 15,7,7": lambda entry: (
        entry.family == "channel" and (entry.year or 0) >= 2020 and entry.misfit(15, 7, 7) is None
    ),
}


@pytest.mark.parametrize("typed", SELECTIONS)
def test_modules_are_listed_by_family_year_and_map(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "list", "modules", *typed.split())
    kept = [name for name, entry in CATALOG.items() if SELECTIONS[typed](entry)]
    assert list(paragraphs(text.partition("\nnot for a ")[0])) == kept
    rows = printed(capsys, "list", "modules", "--table", *typed.split())
    assert re.findall(r"^\| `(\w+)`", rows, flags=re.MULTILINE) == kept


def test_what_keeps_a_module_out_is_said_with_the_option_that_lets_it_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    selection = ("--family", "mixed", "--year", "2023", "--fits", "40,14,14")
    text = printed(capsys, "list", "modules", *selection)
    kept_out = text.partition("\nnot for a 40x14x14 map with their authors' options (1)\n")[2]
    assert paragraphs(kept_out) == {
        "ema": "channels=40 is not divisible by groups=32; groups=40 would work here"
    }


def test_no_module_at_all_names_what_to_leave_out(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "list", "modules", "--family", "spatial", "--year", "1999")
    assert text == "\nno module of these; leave out --family or --year\n"


def sections(text: str) -> dict[str, str]:
    """The bodies of a card's sections by their heads."""
    heads = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    bodies = re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]
    return {head: body.strip() for head, body in zip(heads, bodies, strict=True)}


def test_a_card_says_all_that_is_known() -> None:
    for name, entry in CATALOG.items():
        text = card(entry)
        parts = sections(text)
        assert all(parts.values()), name
        assert entry.paper in text, name
        assert parts["What it computes"].startswith(str(entry.build.__doc__).splitlines()[0]), name
        assert "Args:" not in text, name
        assert "Raises:" not in text, name
        assert ("Code" in parts) == (entry.family != "control"), name
        assert entry.formula in parts["What it costs"], name
        assert entry.macs_formula in parts["What it costs"], name
        assert "parameters, " in parts["What it costs"], name
        assert EVIDENCE[entry.verified][1:] in parts["How it was verified"], name
        assert all(
            f"| `{key}` | {option.default_text()} | {option.allowed} | {option.meaning} |"
            in parts["Options"]
            for key, option in entry.options.items()
        ), name


def test_a_card_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "list", "modules", "--card", "bam")
    assert "adds" in text
    assert "| `fusion` | multiply | one of multiply, add |" in text


def test_the_table_in_the_docs_is_the_catalogues(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[4] / "docs" / "modules.md").read_text(encoding="utf-8")
    assert printed(capsys, "list", "modules", "--table") in page


def test_what_each_site_gives_in_a_backbone(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "list", "sites", "--backbone", "test_vit")
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert lines["residual"].split() == ["residual", "12", "tokens"]
    assert lines["stage"].split() == ["stage", "6", "tokens"]
    assert "has no convolution with another part before it" in lines["inner"]
    assert "matches nothing" in lines["replace"]


@pytest.mark.slow
def test_what_the_neck_gives_in_a_detector(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "list", "sites", "--backbone", "test_resnet", "--head", "fcos")
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert lines["neck"].split() == ["neck", "5", "NCHW"]


def test_backbones_can_be_filtered(capsys: pytest.CaptureFixture[str]) -> None:
    names = printed(capsys, "list", "backbones", "--filter", "resnet1*").split()
    assert "resnet14-narrow" in names
    assert "resnet101" in names
    assert "resnet50" not in names


def test_sites_are_listed_with_the_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "list", "sites")
    assert "residual" in text
    assert "block" in text
    assert "layer[34].*" in text


def test_data_are_listed_with_whether_they_are_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = printed(capsys, "list", "data", "--data-root", str(tmp_path))
    lines = {line.split()[0]: line for line in text.splitlines()}
    assert {"digits", "cifar10", "cifar100", "folder:DIR", "torch/NAME", "hfds/NAME"} < {*lines}
    assert lines["digits"].rstrip().endswith("yes")
    assert lines["cifar100"].rstrip().endswith(f"not in {tmp_path}")


def test_recipes_are_listed_with_where_their_numbers_come_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from attnbench.tasks.recipes import RECIPES

    text = " ".join(printed(capsys, "list", "recipes").split())
    for name, recipe in RECIPES.items():
        assert name in text
        assert recipe.source[:40] in text


@pytest.mark.parametrize("name", ["quick", "cifar30", "nam200", "nam200-text", "imagenet100"])
def test_a_listed_recipe_reads_back_and_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from attnbench.tasks.recipe_files import read_recipe
    from attnbench.tasks.recipes import RECIPES

    file = tmp_path / "mine.toml"
    file.write_text(printed(capsys, "list", "recipes", name))
    assert read_recipe(str(file)) == RECIPES[name]
    assert "# Peak learning rate. [above 0]\nlr = " in file.read_text()


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


def test_inspect_shows_the_detector_that_is_made_of_a_backbone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(
        capsys, "inspect", "--backbone", "resnet14-narrow", "--head", "retinanet",
        "--input-size", "64", "--module", "eca", "--site", "neck",
    )  # fmt: skip
    assert "retinanet on resnet14-narrow + eca at neck: 3 places, image 3x64x64" in text
    assert "neck.taps.0: 64 channels, 16x16: 3 params" in text


def test_inspect_says_what_a_module_replaces(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(
        capsys, "inspect", "--backbone", "mobilenetv3_small_050", "--module", "eca", "--site",
        "replace", "--input-size", "160x128",
    )  # fmt: skip
    assert "replaced: the network's own attention at these places" in text
    assert "image 3x160x128" in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--version").startswith("attnbench 0.")
