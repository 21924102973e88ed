"""A site can be kept to some of a network's stages."""

import pytest
import torchvision

import attnbench
from attnbench.errors import NoMatch
from attnbench.injection.matching import find_spots
from attnbench.injection.trace import trace_network
from attnbench.network.backbone import build_backbone

SIZE = (3, 32, 32)


def _paths(name: str, site: str, stages: tuple[int, ...] | None) -> list[str]:
    network = build_backbone(name, num_classes=10)
    return [
        spot.path
        for spot in find_spots(network, site, trace_network(network, SIZE), stages).matches
    ]


def test_an_injection_keeps_to_the_stages() -> None:
    network = build_backbone("resnet14-narrow", num_classes=10)
    injection = attnbench.inject(network, "eca", stages=(2, 4), input_size=SIZE)
    assert [place.path for place in injection.places] == ["layer2.0.se", "layer4.0.se"]


@pytest.mark.parametrize("site", ["residual", "block", "inner", "stage"])
def test_the_stages_of_a_network_share_out_its_places(site: str) -> None:
    shares = [_paths("resnet14-narrow", site, (stage,)) for stage in (1, 2, 3, 4)]
    assert [path for share in shares for path in share] == _paths("resnet14-narrow", site, None)
    for number, share in enumerate(shares, start=1):
        assert all(path.startswith(f"layer{number}") for path in share)


def test_a_stage_that_ends_in_its_last_block_holds_the_blocks_before_too() -> None:
    assert _paths("mobilenetv2_100", "block", (2,)) == ["blocks.1.0", "blocks.1.1"]


def test_a_glob_can_be_kept_to_stages_as_well() -> None:
    assert _paths("resnet14-narrow", "layer*.0", (2, 4)) == ["layer2.0", "layer4.0"]


def test_a_stage_that_is_not_there_is_refused_by_number() -> None:
    with pytest.raises(
        NoMatch, match=r"must name stages of ResNet, which has 1 to 4 \(.*\), as in .*\(got 3\+7\)"
    ):
        _paths("resnet14-narrow", "residual", (3, 7))


def test_a_network_without_named_stages_is_refused() -> None:
    network = torchvision.models.resnet18()
    with pytest.raises(NoMatch, match="ResNet does not name its stages: it has no feature_info"):
        attnbench.inject(network, "eca", site="layer*.1", stages=(1,), input_size=SIZE)


def test_stages_without_a_place_are_refused() -> None:
    with pytest.raises(NoMatch, match=r"stages 1 of ResNet hold none of the site's 1 places"):
        _paths("resnet14-narrow", "layer4.*", (1,))
