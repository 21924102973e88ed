"""Injected modules survive copies, conversions and export, and leave no trace."""

import copy
import io
import pickle
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest
import timm
import torch
from timm.models.resnet import Bottleneck, ResNet
from timm.utils import ModelEmaV3
from torch import Tensor, nn

import attnbench
import attnzoo
from attnbench.injection.identity_at_start import IdentityAtStart
from attnbench.injection.injection import Injection
from attnzoo import CATALOG
from tests.attnbench.injection.networks import Make, narrow, some_images, train_step

BY_DEFAULT = ("cbam", "ema", "ge", "shuffled_gate", "identity")
"""One of each kind: BatchNorm, groups, sized, mixing the batch, without weights."""

STARTS_AS_IDENTITY = ("gc", "gct", "nonlocal", "pam", "cam", "cc", "identity")
"""Whose authors start them so: by a zero in front of what they add."""


def some_by_default(names: Iterable[str], default: Sequence[str] = BY_DEFAULT) -> list[object]:
    """The names, all but a few in the slow session."""
    return [
        name if name in default else pytest.param(name, marks=pytest.mark.slow) for name in names
    ]


of_any_size = [name for name, entry in CATALOG.items() if not entry.sized]
that_learn = [name for name, e in CATALOG.items() if e.params(128, **e.sizing(8, 8))]


@dataclass(frozen=True)
class Injected:
    """A network in evaluation mode with one module injected, which tests may copy, not change."""

    injection: Injection
    images: Tensor
    output: Tensor

    @property
    def network(self) -> nn.Module:
        return self.injection.model

    def copy(self) -> nn.Module:
        return copy.deepcopy(self.network)


@pytest.fixture(scope="module", params=some_by_default(CATALOG))
def injected(request: pytest.FixtureRequest) -> Injected:
    network, images = narrow().eval(), some_images()
    injection = attnbench.inject(network, request.param)
    return Injected(injection, images, network(images).detach())


def modules_of(network: nn.Module) -> dict[str, nn.Parameter]:
    """The parameters of injected modules."""
    return {key: p for key, p in network.named_parameters() if "attention" in key}


def move(network: nn.Module) -> None:
    """Change every parameter, as training would: by less where more inputs are summed."""
    with torch.no_grad():
        for parameter in network.parameters():
            inputs = parameter[0].numel() if parameter.dim() > 1 else 1
            parameter.add_(torch.rand_like(parameter) * 0.1 / inputs)


def test_a_deep_copy_calls_and_trains_its_own_modules(injected: Injected) -> None:
    twin = injected.copy()
    assert torch.equal(twin(injected.images), injected.output)
    for parameter in modules_of(twin).values():
        parameter.data.add_(0.5)
    assert torch.equal(twin(injected.images), injected.output) is (not modules_of(twin))
    train_step(twin, injected.images)
    assert torch.equal(injected.network(injected.images), injected.output)
    assert not torch.equal(twin.eval()(injected.images), injected.output)


def test_pickle_keeps_the_output(injected: Injected) -> None:
    loaded: nn.Module = pickle.loads(pickle.dumps(injected.network))
    assert torch.equal(loaded(injected.images), injected.output)
    train_step(loaded, injected.images)
    assert not torch.equal(loaded.eval()(injected.images), injected.output)


def test_state_dict_round_trip(injected: Injected) -> None:
    moved, other = injected.copy(), injected.copy()
    move(moved)
    file = io.BytesIO()
    torch.save(moved.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file), strict=True)
    assert torch.equal(other(injected.images), moved(injected.images))


def test_weight_averaging_moves_its_own_copy(injected: Injected) -> None:
    if not modules_of(injected.network):
        pytest.skip("nothing of it can be averaged")
    network = injected.copy()
    average = ModelEmaV3(network, decay=0.5)
    move(network)
    assert torch.equal(average.module(injected.images), injected.output)
    average.update(network)
    assert not torch.equal(average.module(injected.images), injected.output)
    key = next(iter(modules_of(network)))
    assert not torch.equal(average.module.state_dict()[key], network.state_dict()[key])


def test_sync_batch_norm_conversion_keeps_the_modules(injected: Injected) -> None:
    converted = nn.SyncBatchNorm.convert_sync_batchnorm(injected.copy())
    calls: list[str] = []
    for path, part in converted.named_modules():
        if path.endswith(".attention"):
            part.register_forward_hook(lambda *_: calls.append("called"))
    # On CPU a SyncBatchNorm runs as a BatchNorm in evaluation mode.
    assert torch.equal(converted(injected.images), injected.output)
    assert len(calls) == 4


def test_exports_with_its_modules(injected: Injected) -> None:
    exported = torch.export.export(injected.network, (injected.images,))
    assert torch.equal(exported.module()(injected.images), injected.output)
    parameters = {key for key, _ in injected.network.named_parameters()}
    assert parameters <= set(exported.state_dict)


def test_channels_last_gives_the_same_numbers(injected: Injected) -> None:
    network = injected.copy().to(memory_format=torch.channels_last)
    output = network(injected.images.contiguous(memory_format=torch.channels_last))
    torch.testing.assert_close(output, injected.output, rtol=1e-3, atol=1e-4)


def test_bf16_autocast_trains(injected: Injected) -> None:
    network = injected.copy().train()
    with torch.autocast("cpu", torch.bfloat16):
        loss = network(injected.images).float().square().mean()
    loss.backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in network.parameters())


def test_no_module_of_the_catalogue_needs_a_clone(injected: Injected) -> None:
    assert injected.injection.cautions == ()


@pytest.mark.slow
def test_is_captured_as_one_graph(injected: Injected) -> None:
    torch.compiler.reset()
    captured = torch.compile(injected.copy(), fullgraph=True, backend="eager")
    torch.testing.assert_close(captured(injected.images), injected.output, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", some_by_default(CATALOG, ("cbam", "ge")))
def test_remove_restores_output_keys_repr_and_attributes(name: str) -> None:
    network, plain, images = narrow().eval(), narrow().eval(), some_images()
    for site in ("residual", "block"):
        attnbench.inject(network, name, site=site).remove()
        assert torch.equal(network(images), plain(images))
        assert list(network.state_dict()) == list(plain.state_dict())
        assert repr(network) == repr(plain)
        assert [set(vars(a)) for a in network.modules()] == [set(vars(b)) for b in plain.modules()]
        hooks = ((part._forward_hooks, part._forward_pre_hooks) for part in network.modules())
        assert not any(after or before for after, before in hooks)


def test_as_context_manager_it_takes_itself_out_and_only_once(
    network: nn.Module, images: Tensor
) -> None:
    network.eval()
    before = network(images)
    with attnbench.inject(network, "se") as injection:
        assert not torch.equal(network(images), before)
    injection.remove()
    assert torch.equal(network(images), before)
    assert not any("attention" in key for key in network.state_dict())


def test_a_copy_of_an_injection_is_removed_from_its_own_network(images: Tensor) -> None:
    network = narrow().eval()
    plain = network(images)
    injection = attnbench.inject(network, "se")
    injected = network(images)
    twins = [copy.deepcopy(injection), pickle.loads(pickle.dumps(injection))]
    for twin in twins:
        assert torch.equal(twin.model(images), injected)
        twin.remove()
        assert torch.equal(twin.model(images), plain)
    assert torch.equal(network(images), injected)


def test_backbone_keys_stay_so_that_pretrained_weights_load(make_network: Make) -> None:
    plain, network = make_network(), make_network()
    attnbench.inject(network, "cbam")
    missing, unexpected = network.load_state_dict(plain.state_dict(), strict=False)
    assert unexpected == []
    assert missing
    assert all(".se.attention." in key for key in missing)


def test_timms_sync_batch_norm_conversion_keeps_modules_at_block_outputs(images: Tensor) -> None:
    network = timm.create_model("mobilenetv3_small_100", num_classes=10).eval()
    attnbench.inject(network, "cbam", site="block", input_size=(3, 32, 32))
    expected = network(images)
    converted = timm.layers.convert_sync_batchnorm(network)
    assert any(isinstance(part, nn.SyncBatchNorm) for part in converted.modules())
    assert torch.equal(converted(images), expected)


@pytest.mark.parametrize("name", some_by_default(of_any_size))
def test_with_the_same_weights_residual_equals_timms_own_slot_to_the_bit(name: str) -> None:
    def attention(channels: int, **_: object) -> nn.Module:
        return attnzoo.create(name, channels)

    def build(block_args: dict[str, object], *, zero_init_last: bool) -> nn.Module:
        shape = (Bottleneck, (1, 1, 1, 1), 10)
        args = {"block_args": block_args, "zero_init_last": zero_init_last}
        return ResNet(*shape, channels=(32, 32, 64, 64), **args).eval()

    native = build({"attn_layer": attention}, zero_init_last=False)
    injected = build({}, zero_init_last=True)
    entry = CATALOG[name]
    size = 64 if entry.misfit(2048, 2, 2, **entry.defaults()) is None else 224
    attnbench.inject(injected, name, input_size=(3, size, size))
    weights = native.state_dict()
    injected.load_state_dict(
        {key.replace(".se.", ".se.attention."): value for key, value in weights.items()},
        strict=True,
    )
    x = torch.randn(1, 3, size, size)
    with torch.no_grad():
        assert torch.equal(injected(x), native(x))


@pytest.mark.parametrize("name", some_by_default(that_learn))
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
