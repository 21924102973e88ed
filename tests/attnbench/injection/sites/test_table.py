"""Every site of the table keeps one contract, and one from outside needs its entry alone."""

import re
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn

import attnbench
from attnbench.cli import main, names
from attnbench.errors import NoMatch, RefusedPlace, UnknownName
from attnbench.injection.coverage import coverage
from attnbench.injection.matching import find_spots
from attnbench.injection.sites import text
from attnbench.injection.sites.table import SITES, Site, check_site
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace, trace_network
from attnbench.network.backbone import build_backbone
from attnbench.network.build import Architecture, build_network
from attnbench.published.search_space import sites_to_try
from attnbench.tasks.tasks import find_task

SIZE = (3, 64, 64)


@cache
def networks() -> dict[str, tuple[nn.Module, Trace]]:
    """A plain network, one with attention of its own, and a detector, each with a forward."""
    task = find_task("detect")
    detector = Architecture(
        task=task, backbone="resnet14-narrow", head="retinanet", num_classes=10, size=SIZE
    )
    with torch.device("meta"):
        built = {
            "plain": build_backbone("resnet14-narrow", num_classes=10).eval(),
            "attended": build_backbone("seresnet18", num_classes=10).eval(),
            "detector": build_network(detector),
        }
    return {kind: (network, trace_network(network, SIZE)) for kind, network in built.items()}


@pytest.mark.parametrize("name", SITES)
def test_every_entry_is_whole(name: str) -> None:
    site = SITES[name]
    assert site.name == name
    assert re.fullmatch(r"[a-z-]+", name)
    for words in (site.brief, site.meaning, site.refuses):
        assert words[0].islower()
        assert not words.endswith(".")
    assert f"`{name}`" in text.markdown()
    assert (name, site.meaning) in text.rows()
    assert f" {name} ({site.brief})," in text.help_text()
    assert len(site.brief.split()) == 3
    assert (name in sites_to_try(("neck",))) is site.solved
    assert (name in sites_to_try()) is (site.solved and not site.of_tasks)


@pytest.mark.parametrize("name", SITES)
def test_every_site_finds_places_that_run_once_and_holds_one_module_in_each(name: str) -> None:
    matched = {}
    for kind, (network, trace) in networks().items():
        try:
            spots = find_spots(network, name, trace).matches
        except (NoMatch, RefusedPlace):
            continue
        matched[kind] = spots
        parts = dict(network.named_modules())
        for spot in spots:
            assert spot.slot is not None or len(trace.of(spot.path)) == 1
            assert (spot.slot[0] if spot.slot else spot.path) in parts
        keys, params = list(network.state_dict()), sum(p.numel() for p in network.parameters())
        with attnbench.inject(network, "constant_gate", site=name, input_size=SIZE) as injection:
            assert len(injection.places) == len(spots)
            without = sum(p.numel() for p in network.parameters())
            assert (without < params) is SITES[name].replaces
            with pytest.raises((RefusedPlace, NoMatch)):
                attnbench.inject(network, "se", site=name, input_size=SIZE)
        assert list(network.state_dict()) == keys
    assert matched
    assert set(matched) == {"detector"} or not SITES[name].of_tasks


def after_stem(_model: nn.Module, trace: Trace) -> Spots:
    """After the pooling that ends a ResNet's stem."""
    return Spots(tuple(Spot(call.path) for call in trace.calls if call.path == "maxpool"))


OUTSIDE = Site(
    name="stem-output",
    brief="after ResNet stems",
    meaning="after the stem of a ResNet",
    refuses="nothing",
    rule=lambda: after_stem,
)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    return capsys.readouterr().out


def test_a_site_from_outside_works_wherever_sites_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(SITES, "stem-output", OUTSIDE)
    network, _ = networks()["plain"]
    with attnbench.inject(network, "eca", site="stem-output") as injection:
        assert [place.path for place in injection.places] == ["maxpool"]
    assert [site.places for site in coverage(network) if site.site == "stem-output"] == [1]
    with pytest.raises(NoMatch, match=r"use one of .*stem-output"):
        attnbench.inject(network, "eca", site="replace")
    with pytest.raises(NoMatch, match=r"site 'stem-output' \(after the stem of a ResNet\) matches"):
        attnbench.inject(nn.Sequential(nn.Conv2d(3, 8, 1)), "eca", site="stem-output",
                         input_size=SIZE)  # fmt: skip
    assert sites_to_try()[-1] == "stem-output"

    assert "stem-output" in printed(capsys, "inspect", "--help")
    assert "stem-output" in names.sites()
    assert "after the stem of a ResNet" in printed(capsys, "list", "sites")
    assert "| `stem-output` | after the stem" in printed(capsys, "list", "sites", "--table")
    places = printed(capsys, "list", "sites", "--backbone", "resnet14-narrow")
    assert re.search(r"stem-output +1 +NCHW", places)
    tree = printed(
        *(capsys, "inspect", "--backbone", "resnet14-narrow"),
        *("--module", "eca", "--site", "stem-output"),
    )
    assert "eca at stem-output: 1 place, image" in tree
    assert "maxpool: 32 channels, 16x16: 3 params" in tree


def test_the_docs_have_the_table() -> None:
    root = Path(__file__).parents[4]
    pages = [root / "README.md", *(root / "docs").glob("*.md")]
    assert any(text.markdown() in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize(
    ("text", "meant"), [("residul", "residual"), ("Block", "block"), ("stages", "stage")]
)
def test_a_misspelt_name_is_refused_before_there_is_a_network(text: str, meant: str) -> None:
    with pytest.raises(UnknownName, match=rf"unknown site '{text}'; did you mean '{meant}'"):
        check_site(text)


@pytest.mark.parametrize("text", [*SITES, "layer4", "1", "stages*", "block.1", "[b]locks", "neck?"])
def test_a_pattern_and_the_name_of_a_layer_pass(text: str) -> None:
    check_site(text)
