"""A module goes where the site says and runs once a place; what cannot be is refused by name."""

from collections import Counter
from typing import Any

import pytest
import timm
import torch
from torch import Tensor, nn

import attnbench
from attnbench.errors import RefusedModel, RefusedPlace, UnknownName, WrongUse
from attnzoo import CATALOG
from tests.attnbench.injection.networks import Recorder, on_meta, recorders
from tests.attnbench.own import forms

RUN = {
    "resnet18": (8, 8),
    "mobilenetv3_small_100": (6, 12),
}
MORE_TO_RUN = {
    "mobilenetv2_100": (10, 17),
    "resnet50": (16, 16),
    "resnext50_32x4d": (16, 16),
    "mobilenetv3_large_100": (10, 16),
    "efficientnet_b0": (9, 16),
    "efficientnetv2_rw_t": (34, 39),
}
"""By backbone, the places of `residual` and `block`: counted in the architectures' papers."""


@pytest.mark.parametrize(
    ("backbone", "counts"),
    [*RUN.items(), *(pytest.param(*case, marks=pytest.mark.slow) for case in MORE_TO_RUN.items())],
)
def test_each_place_runs_once_and_sees_the_channels_that_it_was_built_for(
    backbone: str, counts: tuple[int, int]
) -> None:
    network = timm.create_model(backbone).eval()
    images = torch.zeros(1, 3, 64, 64)
    places = dict(zip(("residual", "block"), counts, strict=True))
    for sites in (("residual", "block"), ("block", "residual")):
        injections = [
            attnbench.inject(network, Recorder, site=site, input_size=(3, 64, 64)) for site in sites
        ]
        assert [len(injection.places) for injection in injections] == [places[s] for s in sites]
        with torch.no_grad():
            network(images)
        assert len(recorders(network)) == sum(counts)
        assert {recorder.calls for recorder in recorders(network)} == {1}
        for injection in injections:
            injection.remove()


def test_residual_in_resnet50_is_where_table_1_puts_it() -> None:
    injection = attnbench.inject(on_meta("resnet50"), "ema")
    shapes = Counter((place.channels, place.height) for place in injection.places)
    assert shapes == {(256, 56): 3, (512, 28): 4, (1024, 14): 6, (2048, 7): 3}


def test_residual_of_an_inverted_residual_sees_what_stochastic_depth_has_not_dropped() -> None:
    network = timm.create_model("mobilenetv2_100", drop_path_rate=0.9).train()
    attnbench.inject(network, Recorder, input_size=(3, 64, 64))
    maps: list[Tensor] = []
    for recorder in recorders(network):
        recorder.register_forward_hook(lambda _module, inputs, _output: maps.append(inputs[0]))
    network(torch.randn(8, 3, 64, 64))
    assert maps
    assert all(x.flatten(1).any(1).all() for x in maps)


def test_residual_and_block_may_stack_and_come_out_in_any_order(
    network: nn.Module, images: Tensor
) -> None:
    network.eval()
    before, text = network(images), repr(network)
    first = attnbench.inject(network, "se", site="residual")
    second = attnbench.inject(network, "eca", site="block")
    first.remove()
    assert not torch.equal(network(images), before)
    second.remove()
    assert torch.equal(network(images), before)
    assert repr(network) == text


def test_the_same_place_twice_is_refused(network: nn.Module) -> None:
    for site in ("residual", "block", "layer[34].*"):
        with attnbench.inject(network, "ECA", site=site):
            keys = list(network.state_dict())
            with pytest.raises(RefusedPlace, match="remove that injection first"):
                attnbench.inject(network, "se", site=site)
            assert list(network.state_dict()) == keys


def test_misfit_names_the_place_and_one_value_for_all_places() -> None:
    network = on_meta("mobilenetv2_100")
    plain = repr(network)
    with pytest.raises(
        RefusedPlace,
        match=r"ema at blocks\.1\.1\.drop_path: channels=24 is not divisible by groups=32; "
        r"groups=8 would work at every place",
    ):
        attnbench.inject(network, "ema")
    assert repr(network) == plain


def test_map_smaller_than_the_window_is_refused_before_anything_runs() -> None:
    with pytest.raises(
        RefusedPlace, match=r"scsa at layer3\.0\.se: .*smaller than window=7; window="
    ):
        attnbench.inject(on_meta("resnet18"), "scsa", input_size=(3, 96, 96))


def test_a_callable_gets_channels_and_options(network: nn.Module) -> None:
    def gate(channels: int, *, bias: bool) -> nn.Module:
        return nn.Conv2d(channels, channels, 1, groups=channels, bias=bias)

    injection = attnbench.inject(network, gate, bias=False)
    convolution = network.get_submodule(injection.places[0].module_path)
    assert isinstance(convolution, nn.Conv2d)
    assert convolution.bias is None


def test_wrong_arguments_are_refused(network: nn.Module) -> None:
    with pytest.raises(WrongUse, match=r"^module must be a class.*got an instance of Identity"):
        attnbench.inject(network, nn.Identity())
    with pytest.raises(WrongUse, match=r"^input_size must be \(C, H, W\).*\(got 32\)"):
        attnbench.inject(network, "se", input_size=32)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(RefusedModel, match=r"^model must be a network.*got 'resnet18'"):
        attnbench.inject("resnet18", "se")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(UnknownName, match="did you mean"):
        attnbench.inject(network, "emma")
    assert not any("attention" in key for key in network.state_dict())


def test_a_bad_constructor_argument_of_a_callable_is_the_callables_error(
    network: nn.Module,
) -> None:
    with pytest.raises(RefusedPlace, match="DoesNotFit: channels=128 is not divisible"):
        attnbench.inject(network, lambda channels: CATALOG["ema"].build(channels, groups=5))
    assert not any("attention" in key for key in network.state_dict())


def test_compiled_and_wrapped_networks_are_refused(network: nn.Module) -> None:
    with pytest.raises(RefusedModel, match="inject first, then compile"):
        attnbench.inject(torch.compile(network), "se")  # type: ignore[arg-type]
    with pytest.raises(RefusedModel, match="then wrap"):
        attnbench.inject(nn.DataParallel(network), "se")
    network.compile()
    with pytest.raises(RefusedModel, match="inject first, then compile"):
        attnbench.inject(network, "se")


def test_new_modules_have_the_networks_device_dtype_and_mode(network: nn.Module) -> None:
    network.to(torch.float64).eval()
    with torch.no_grad():
        injection = attnbench.inject(network, "cbam", identity_at_start=True)
    assert len(injection.places) == 4
    for place in injection.places:
        module = network.get_submodule(place.module_path)
        assert {p.dtype for p in module.parameters()} == {torch.float64}
        assert not module.training


@pytest.mark.parametrize(
    ("module", "options", "params"),
    [
        (forms.InAndOut, {"1": "C", "2": "C"}, 2 * 8 * 2 + 8 + 2),
        (forms.Tokens, {"num_heads": 2, "layout": "tokens"}, 3 * 8 * 9),
        (forms.AtFirstCall, {}, 8 * 9),
        (forms.OfOneSize, {"H": "H", "W": "W"}, 8 * 6 * 4),
    ],
)
def test_a_users_module_is_built_for_the_map_of_its_place(
    module: type[nn.Module], options: dict[str, Any], params: int
) -> None:
    network = nn.Sequential(nn.Conv2d(3, 8, 1), nn.ReLU(), nn.Conv2d(8, 4, 1))
    before = sum(parameter.numel() for parameter in network.parameters())
    names = set(network.state_dict())
    x = torch.randn(2, 3, 6, 4)
    with attnbench.inject(network, module, site="1", input_size=(3, 6, 4), **options):
        assert sum(parameter.numel() for parameter in network.parameters()) == before + params
        assert network(x).shape == (2, 4, 6, 4)
        optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
        network(x).square().sum().backward()
        optimizer.step()
    assert set(network.state_dict()) == names
