"""A module goes where the site says, runs once a place, survives copies, and leaves no trace."""

import copy
import io
import pickle
import re
import warnings
from collections import Counter
from collections.abc import Callable

import pytest
import timm
import torch
from timm.utils import ModelEmaV3
from torch import Tensor, nn

import attnbench
import attnzoo
from attnbench.errors import NoMatch, RefusedModel, RefusedPlace, UnknownName, WrongUse
from attnbench.injection.identity_at_start import IdentityAtStart
from attnbench.injection.site import find_spots
from attnbench.meta import own_input_size
from attnreport.record import CautionKind
from attnzoo import CATALOG

Make = Callable[[], nn.Module]

FAMILIES = [
    "resnet18",
    "mobilenetv2_100",
    "mobilenetv3_small_100",
]
MORE_FAMILIES = [
    "resnet50",
    "resnext50_32x4d",
    "mobilenetv3_large_100",
    "efficientnet_b0",
    "efficientnetv2_rw_t",
]
PLACES = {
    ("resnet18", "residual"): 8,
    ("resnet18", "block"): 8,
    ("resnet50", "residual"): 16,
    ("resnet50", "block"): 16,
    ("resnext50_32x4d", "residual"): 16,
    ("mobilenetv2_100", "residual"): 10,
    ("mobilenetv2_100", "block"): 17,
    ("mobilenetv3_small_100", "residual"): 6,
    ("mobilenetv3_large_100", "residual"): 10,
    ("efficientnet_b0", "residual"): 9,
    ("efficientnet_b0", "block"): 16,
}
"""By backbone and site, how many: counted in the architectures' papers."""

BY_DEFAULT = ("cbam", "ema", "ge", "shuffled_gate", "identity")
"""One of each kind: BatchNorm, groups, sized, mixing the batch, without weights."""

STARTS_AS_IDENTITY = ("gc", "gct", "nonlocal", "pam", "cam", "cc", "identity")
"""Whose authors start them so: by a zero in front of what they add."""

on_every_module = pytest.mark.parametrize(
    "name",
    [
        name if name in BY_DEFAULT else pytest.param(name, marks=pytest.mark.slow)
        for name in CATALOG
    ],
)
on_every_module_of_any_size = pytest.mark.parametrize(
    "name",
    [
        name if name in BY_DEFAULT else pytest.param(name, marks=pytest.mark.slow)
        for name, entry in CATALOG.items()
        if not entry.sized
    ],
)
on_every_module_that_learns = pytest.mark.parametrize(
    "name",
    [
        name if name in BY_DEFAULT else pytest.param(name, marks=pytest.mark.slow)
        for name, entry in CATALOG.items()
        if entry.params(128, **entry.sizing(8, 8))
    ],
)


class Recorder(nn.Module):
    """A module that counts its calls and gives the map back doubled."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.calls = 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        assert x.shape[1] == self.channels
        return 2 * x


class EndsInSigmoid(nn.Module):
    """A module whose last operation needs its own output for the backward."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return (x * self.scale).sigmoid()


class Halves(nn.Module):
    """A module that does not keep the shape."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return x[:, : self.channels // 2]


def move(module: nn.Module) -> None:
    """Change every parameter, as training would: by less where more inputs are summed."""
    with torch.no_grad():
        for parameter in module.parameters():
            inputs = parameter[0].numel() if parameter.dim() > 1 else 1
            parameter.add_(torch.rand_like(parameter) * 0.1 / inputs)


def train_step(network: nn.Module, images: Tensor) -> None:
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    network.train()(images).square().mean().backward()
    optimizer.step()


@pytest.mark.parametrize(
    "backbone", [*FAMILIES, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE_FAMILIES)]
)
@pytest.mark.parametrize("site", ["residual", "block"])
def test_each_place_runs_once_and_sees_the_channels_that_it_was_built_for(
    backbone: str, site: str
) -> None:
    network = timm.create_model(backbone).eval()
    injection = attnbench.inject(network, Recorder, site=site, input_size=(3, 64, 64))
    with torch.no_grad():
        network(torch.zeros(1, 3, 64, 64))
    recorders = [part for part in network.modules() if isinstance(part, Recorder)]
    assert len(recorders) == len(injection.places) > 0
    assert {recorder.calls for recorder in recorders} == {1}


@pytest.mark.parametrize(("backbone", "site"), list(PLACES))
def test_number_of_places_is_the_architectures(backbone: str, site: str) -> None:
    with torch.device("meta"):
        network = timm.create_model(backbone)
    spots = find_spots(network, site, own_input_size(network), None)
    assert len(spots.found) == PLACES[backbone, site]


def test_residual_in_resnet50_is_where_table_1_puts_it() -> None:
    injection = attnbench.inject(timm.create_model("resnet50"), "ema")
    shapes = Counter((place.channels, place.height) for place in injection.places)
    assert shapes == {(256, 56): 3, (512, 28): 4, (1024, 14): 6, (2048, 7): 3}


def test_residual_of_an_inverted_residual_sees_what_stochastic_depth_has_not_dropped() -> None:
    network = timm.create_model("mobilenetv2_100", drop_path_rate=0.9).train()
    attnbench.inject(network, Recorder, input_size=(3, 64, 64))
    seen: list[Tensor] = []
    for part in network.modules():
        if isinstance(part, Recorder):
            part.register_forward_hook(lambda _module, inputs, _output: seen.append(inputs[0]))
    network(torch.randn(8, 3, 64, 64))
    assert seen
    assert all(x.flatten(1).any(1).all() for x in seen)


@on_every_module
@pytest.mark.parametrize("site", ["residual", "block"])
def test_remove_restores_output_keys_repr_and_attributes(
    name: str, site: str, make_network: Make, images: Tensor
) -> None:
    network = make_network().eval()
    plain = make_network().eval()
    attnbench.inject(network, name, site=site).remove()
    assert torch.equal(network(images), plain(images))
    assert list(network.state_dict()) == list(plain.state_dict())
    assert repr(network) == repr(plain)
    assert [set(vars(a)) for a in network.modules()] == [set(vars(b)) for b in plain.modules()]
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in network.modules())


def test_as_context_manager_it_takes_itself_out(network: nn.Module, images: Tensor) -> None:
    network.eval()
    before = network(images)
    with attnbench.inject(network, "se"):
        assert not torch.equal(network(images), before)
    assert torch.equal(network(images), before)


def test_remove_twice_does_nothing_more(network: nn.Module) -> None:
    injection = attnbench.inject(network, "se")
    injection.remove()
    injection.remove()
    assert not any("attention" in key for key in network.state_dict())


@on_every_module
def test_a_deep_copy_trains_without_moving_the_original(
    name: str, network: nn.Module, images: Tensor
) -> None:
    attnbench.inject(network, name)
    network.eval()
    before = network(images)
    twin = copy.deepcopy(network)
    assert torch.equal(twin(images), before)
    train_step(twin, images)
    assert torch.equal(network(images), before)
    assert not torch.equal(twin.eval()(images), before)


@on_every_module_that_learns
def test_a_deep_copy_calls_its_own_modules(name: str, network: nn.Module, images: Tensor) -> None:
    attnbench.inject(network, name)
    twin = copy.deepcopy(network).eval()
    before = twin(images)
    for key, parameter in network.named_parameters():
        if "attention" in key:
            parameter.data.add_(1.0)
    assert torch.equal(twin(images), before)


@on_every_module
def test_pickle_keeps_the_output(name: str, network: nn.Module, images: Tensor) -> None:
    attnbench.inject(network, name)
    network.eval()
    again: nn.Module = pickle.loads(pickle.dumps(network))
    assert torch.equal(again(images), network(images))
    train_step(again, images)
    assert not torch.equal(again.eval()(images), network(images))


@on_every_module
def test_state_dict_round_trip(name: str, make_network: Make, images: Tensor) -> None:
    network, other = make_network(), make_network()
    attnbench.inject(network, name)
    attnbench.inject(other, name)
    move(network)
    file = io.BytesIO()
    torch.save(network.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file), strict=True)
    assert torch.equal(other.eval()(images), network.eval()(images))


def test_backbone_keys_stay_so_that_pretrained_weights_load(make_network: Make) -> None:
    plain, network = make_network(), make_network()
    attnbench.inject(network, "cbam")
    missing, unexpected = network.load_state_dict(plain.state_dict(), strict=False)
    assert unexpected == []
    assert missing
    assert all(".se.attention." in key for key in missing)


@on_every_module_that_learns
def test_weight_averaging_moves_its_own_copy(name: str, network: nn.Module, images: Tensor) -> None:
    attnbench.inject(network, name)
    average = ModelEmaV3(network, decay=0.5)
    before = average.module.eval()(images)
    move(network)
    assert torch.equal(average.module(images), before)
    average.update(network)
    assert not torch.equal(average.module(images), before)
    key = next(key for key, _ in network.named_parameters() if "attention" in key)
    assert not torch.equal(average.module.state_dict()[key], network.state_dict()[key])


@on_every_module
def test_sync_batch_norm_conversion_keeps_the_modules(
    name: str, network: nn.Module, images: Tensor
) -> None:
    attnbench.inject(network, name)
    network.eval()
    expected = network(images)
    converted = nn.SyncBatchNorm.convert_sync_batchnorm(network)
    calls: list[str] = []
    for path, part in converted.named_modules():
        if path.endswith(".attention"):
            part.register_forward_hook(lambda *_: calls.append("called"))
    # On CPU a SyncBatchNorm runs as a BatchNorm in evaluation mode.
    assert torch.equal(converted(images), expected)
    assert len(calls) == 4


def test_timms_sync_batch_norm_conversion_keeps_modules_at_block_outputs(images: Tensor) -> None:
    network = timm.create_model("mobilenetv3_small_100", num_classes=10).eval()
    attnbench.inject(network, "cbam", site="block", input_size=(3, 32, 32))
    expected = network(images)
    converted = timm.layers.convert_sync_batchnorm(network)
    assert any(isinstance(part, nn.SyncBatchNorm) for part in converted.modules())
    assert torch.equal(converted(images), expected)


@pytest.mark.slow
@on_every_module
def test_is_captured_as_one_graph(name: str, network: nn.Module, images: Tensor) -> None:
    attnbench.inject(network, name)
    network.eval()
    torch.compiler.reset()
    captured = torch.compile(network, fullgraph=True, backend="eager")
    torch.testing.assert_close(captured(images), network(images), rtol=1e-4, atol=1e-5)


@on_every_module
def test_exports_with_its_modules(name: str, network: nn.Module, images: Tensor) -> None:
    attnbench.inject(network, name)
    network.eval()
    exported = torch.export.export(network, (images,))
    assert torch.equal(exported.module()(images), network(images))
    parameters = {key for key, _ in network.named_parameters()}
    assert parameters <= set(exported.state_dict)


@on_every_module
def test_channels_last_gives_the_same_numbers(
    name: str, network: nn.Module, images: Tensor
) -> None:
    attnbench.inject(network, name)
    expected = network.eval()(images)
    network.to(memory_format=torch.channels_last)
    given = network(images.contiguous(memory_format=torch.channels_last))
    torch.testing.assert_close(given, expected, rtol=1e-3, atol=1e-4)


@on_every_module
def test_bf16_autocast_trains(name: str, network: nn.Module, images: Tensor) -> None:
    attnbench.inject(network, name)
    with torch.autocast("cpu", torch.bfloat16):
        loss = network.train()(images).float().square().mean()
    loss.backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in network.parameters())


@on_every_module_of_any_size
def test_with_the_same_weights_residual_equals_timms_own_slot_to_the_bit(name: str) -> None:
    def attention(channels: int, **_: object) -> nn.Module:
        return attnzoo.create(name, channels)

    native = timm.create_model(
        "resnet26", num_classes=10, block_args={"attn_layer": attention}, zero_init_last=False
    ).eval()
    injected = timm.create_model("resnet26", num_classes=10).eval()
    size = 224 if name == "scsa" else 64
    attnbench.inject(injected, name, input_size=(3, size, size))
    injected.load_state_dict(
        {
            key.replace(".se.", ".se.attention."): value
            for key, value in native.state_dict().items()
        },
        strict=True,
    )
    x = torch.randn(1, 3, size, size)
    with torch.no_grad():
        assert torch.equal(injected(x), native(x))


@on_every_module_that_learns
def test_identity_at_start_is_bit_equal_and_learns(
    name: str, make_network: Make, images: Tensor
) -> None:
    network, plain = make_network().eval(), make_network().eval()
    attnbench.inject(network, name, identity_at_start=True)
    assert torch.equal(network(images), plain(images))
    for _ in range(2):
        train_step(network, images)
    gates = [p for key, p in network.named_parameters() if re.search(r"\.attention\.gamma$", key)]
    own_gates = name in ("pam", "cam", "cc", "gct")
    assert len(gates) == (0 if name in STARTS_AS_IDENTITY and not own_gates else 4)
    assert all(gate.abs().max() > 0 for gate in gates)
    inside = [p for key, p in network.named_parameters() if ".attention." in key]
    assert any(p.grad is not None and p.grad.abs().max() > 0 for p in inside)


@pytest.mark.parametrize("name", list(CATALOG))
def test_a_module_that_starts_as_the_identity_by_itself_is_not_wrapped(name: str) -> None:
    network = nn.Sequential(nn.Conv2d(3, 128, 1), nn.Identity())
    attnbench.inject(network, name, site="1", input_size=(3, 8, 8), identity_at_start=True)
    wrapped = [part for part in network.modules() if isinstance(part, IdentityAtStart)]
    assert len(wrapped) == (0 if name in STARTS_AS_IDENTITY else 1)


def test_in_place_addition_is_found_and_cured(network: nn.Module, images: Tensor) -> None:
    injection = attnbench.inject(network, EndsInSigmoid)
    assert [caution.kind for caution in injection.cautions] == [CautionKind.CLONED]
    network.train()(images).square().mean().backward()
    assert all(p.grad is not None for p in network.parameters())


def test_in_place_addition_without_the_cure_does_break(network: nn.Module, images: Tensor) -> None:
    injection = attnbench.inject(network, EndsInSigmoid)
    for attachment in injection._attachments:
        attachment.hook.clones = False
    loss = network.train()(images).square().mean()
    with pytest.raises(RuntimeError, match="inplace operation"):
        loss.backward()


@on_every_module
def test_no_module_of_the_catalogue_needs_a_clone(name: str, network: nn.Module) -> None:
    assert attnbench.inject(network, name).cautions == ()


def test_zero_initialised_norm_before_a_place_is_said() -> None:
    injection = attnbench.inject(timm.create_model("resnet18"), "se")
    assert [caution.kind for caution in injection.cautions] == [CautionKind.NO_GRADIENT_AT_START]
    assert "8 place(s)" in injection.cautions[0].detail


def test_residual_and_block_may_stack_and_come_out_in_any_order(
    make_network: Make, images: Tensor
) -> None:
    network, plain = make_network().eval(), make_network().eval()
    first = attnbench.inject(network, "se", site="residual")
    second = attnbench.inject(network, "eca", site="block")
    first.remove()
    network(images)
    second.remove()
    assert torch.equal(network(images), plain(images))
    assert repr(network) == repr(plain)


@pytest.mark.parametrize("order", [("residual", "block"), ("block", "residual")], ids="-".join)
def test_stacked_injections_on_inverted_residuals_each_run_once(order: tuple[str, str]) -> None:
    network = timm.create_model("mobilenetv2_100").eval()
    for site in order:
        attnbench.inject(network, Recorder, site=site, input_size=(3, 32, 32))
    with torch.no_grad():
        network(torch.zeros(1, 3, 32, 32))
    recorders = [part for part in network.modules() if isinstance(part, Recorder)]
    assert len(recorders) == 10 + 17
    assert {recorder.calls for recorder in recorders} == {1}


@pytest.mark.parametrize("site", ["residual", "block", "layer[34].*"])
def test_the_same_place_twice_is_refused(site: str, network: nn.Module) -> None:
    attnbench.inject(network, "eca", site=site)
    keys = list(network.state_dict())
    with pytest.raises(RefusedPlace, match="remove"):
        attnbench.inject(network, "se", site=site)
    assert list(network.state_dict()) == keys


def test_glob_does_not_cross_a_dot(network: nn.Module) -> None:
    injection = attnbench.inject(network, "eca", site="layer[34].*")
    assert [place.path for place in injection.places] == ["layer3.0", "layer4.0"]


def test_glob_may_match_a_container_which_then_runs_the_module_once(
    network: nn.Module, images: Tensor
) -> None:
    injection = attnbench.inject(network, Recorder, site="layer?")
    network.eval()(images)
    recorders = [part for part in network.modules() if isinstance(part, Recorder)]
    assert [recorder.calls for recorder in recorders] == [1, 1, 1, 1]
    assert [place.path for place in injection.places] == ["layer1", "layer2", "layer3", "layer4"]


@pytest.mark.parametrize(
    ("site", "kind"), [("layer1.*.bn3", "BatchNorm2d"), ("layer1.*.conv3", "Conv2d")]
)
def test_norms_and_convolutions_are_refused_naming_the_tap_behind(
    site: str, kind: str, network: nn.Module
) -> None:
    with pytest.raises(RefusedPlace, match=f"is a {kind}.*tap behind it is layer1.0.se"):
        attnbench.inject(network, "se", site=site)


def test_se_resnet_is_refused_naming_replace() -> None:
    with pytest.raises(RefusedPlace, match=r"own SEModule.*site=replace"):
        attnbench.inject(timm.create_model("seresnet50"), "ema")


@pytest.mark.parametrize("site", ["layer9.*", "nowhere", "layer1.*.*.*.*"])
def test_no_match_lists_what_could_match(site: str, network: nn.Module) -> None:
    with pytest.raises(NoMatch, match=r"layer1\.0, layer2\.0, layer3\.0, layer4\.0"):
        attnbench.inject(network, "se", site=site)


def test_no_match_of_a_named_site_lists_the_known_blocks_and_the_networks_parts() -> None:
    with pytest.raises(NoMatch, match=r"neck, or a glob over its parts, .*features"):
        attnbench.inject(timm.create_model("vgg11"), "se")


def test_misfit_names_the_place_and_one_value_for_all_places() -> None:
    network = timm.create_model("mobilenetv2_100")
    plain = repr(network)
    with pytest.raises(
        RefusedPlace,
        match=r"ema at blocks\.1\.1\.drop_path: channels=24 is not divisible by groups=32; "
        r"groups=8 would work at every place",
    ):
        attnbench.inject(network, "ema")
    assert repr(network) == plain


def test_map_smaller_than_the_window_is_refused_before_anything_runs() -> None:
    network = timm.create_model("resnet18")
    with pytest.raises(
        RefusedPlace, match=r"scsa at layer3\.0\.se: .*smaller than window=7; window="
    ):
        attnbench.inject(network, "scsa", input_size=(3, 96, 96))


def test_module_that_changes_the_shape_is_refused_and_taken_out(network: nn.Module) -> None:
    keys = list(network.state_dict())
    with pytest.raises(RefusedPlace, match="a module keeps the shape"):
        attnbench.inject(network, Halves, site="layer4.*")
    assert list(network.state_dict()) == keys


def test_a_callable_gets_channels_and_options(network: nn.Module) -> None:
    def gate(channels: int, *, bias: bool) -> nn.Module:
        return nn.Conv2d(channels, channels, 1, groups=channels, bias=bias)

    injection = attnbench.inject(network, gate, bias=False)
    convolution = network.get_submodule(injection.places[0].module_path)
    assert isinstance(convolution, nn.Conv2d)
    assert convolution.bias is None


class Pair(nn.Module):
    """A module that gives more than a map."""

    def __init__(self, _channels: int) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x, x


def test_module_that_gives_no_map_is_refused(network: nn.Module) -> None:
    with pytest.raises(RefusedPlace, match="Pair gives a tuple, not a map"):
        attnbench.inject(network, Pair)
    assert not any("attention" in key for key, _ in network.named_modules())


def test_a_built_module_is_refused_asking_for_its_class(network: nn.Module) -> None:
    with pytest.raises(WrongUse, match="pass the class"):
        attnbench.inject(network, nn.Identity())


def test_a_size_that_is_none_is_refused(network: nn.Module) -> None:
    with pytest.raises(WrongUse, match=r"pass \(3, 32, 32\)"):
        attnbench.inject(network, "se", input_size=32)  # type: ignore[arg-type]  # on purpose


def test_something_that_is_no_network_is_refused() -> None:
    with pytest.raises(RefusedModel, match="'resnet18' is no network"):
        attnbench.inject("resnet18", "se")  # type: ignore[arg-type]  # on purpose


def test_unknown_name_is_the_catalogues_error(network: nn.Module) -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        attnbench.inject(network, "emma")


def test_a_bad_constructor_argument_of_a_callable_is_the_callables_error(
    network: nn.Module,
) -> None:
    with pytest.raises(RefusedPlace, match="DoesNotFit: channels=128 is not divisible"):
        attnbench.inject(network, lambda channels: CATALOG["ema"].build(channels, groups=5))
    assert not any("attention" in key for key in network.state_dict())


def test_compiled_networks_are_refused(network: nn.Module) -> None:
    with pytest.raises(RefusedModel, match="inject first, then compile"):
        attnbench.inject(torch.compile(network), "se")  # type: ignore[arg-type]
    network.compile()
    with pytest.raises(RefusedModel, match="inject first, then compile"):
        attnbench.inject(network, "se")


def test_wrapped_networks_are_refused(network: nn.Module) -> None:
    with pytest.raises(RefusedModel, match="then wrap"):
        attnbench.inject(nn.DataParallel(network), "se")


def test_an_optimizer_made_before_is_warned_of(network: nn.Module) -> None:
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    with pytest.warns(UserWarning, match="add_param_group"):
        attnbench.inject(network, "se")
    del optimizer


def test_an_optimizer_of_another_network_is_not_warned_of(make_network: Make) -> None:
    optimizer = torch.optim.SGD(make_network().parameters(), lr=0.1)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        attnbench.inject(make_network(), "se")
    assert told == []
    del optimizer


def test_new_modules_have_the_networks_device_dtype_and_mode(network: nn.Module) -> None:
    network.to(torch.float64).eval()
    injection = attnbench.inject(network, "cbam")
    module = network.get_submodule(injection.places[0].module_path)
    assert {p.dtype for p in module.parameters()} == {torch.float64}
    assert not module.training
