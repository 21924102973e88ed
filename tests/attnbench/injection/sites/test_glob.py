"""A glob over module names matches part by part, and is refused where a module would be lost."""

import pytest
from torch import Tensor, nn

import attnbench
from attnbench.errors import RefusedPlace
from tests.attnbench.injection.networks import Recorder, recorders


def test_a_glob_does_not_cross_a_dot(network: nn.Module) -> None:
    injection = attnbench.inject(network, "eca", site="layer[34].*")
    assert [place.path for place in injection.places] == ["layer3.0", "layer4.0"]


def test_a_glob_may_match_a_container_which_then_runs_the_module_once(
    network: nn.Module, images: Tensor
) -> None:
    injection = attnbench.inject(network, Recorder, site="layer?")
    network.eval()(images)
    assert [recorder.calls for recorder in recorders(network)] == [1, 1, 1, 1]
    assert [place.path for place in injection.places] == ["layer1", "layer2", "layer3", "layer4"]


def test_norms_and_convolutions_are_refused_naming_the_tap_after(network: nn.Module) -> None:
    for site, kind in [("layer1.*.bn3", "BatchNorm2d"), ("layer1.*.conv3", "Conv2d")]:
        with pytest.raises(RefusedPlace, match=f"is a {kind}.*layer1.0.se after it can hold"):
            attnbench.inject(network, "se", site=site)
