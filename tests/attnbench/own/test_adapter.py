"""A module of another layout or output works on maps, and keeps the names of its weights."""

import copy
import io
import pickle
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from attnbench.own.entry import entry_of
from tests.attnbench.own import forms


def build(kind: Callable[..., nn.Module], **options: object) -> nn.Module:
    torch.manual_seed(0)
    entry = entry_of(kind.__name__, kind)
    return entry.build(16, **options, **entry.sizing(8, 6)).eval()


@pytest.fixture
def x() -> Tensor:
    return torch.randn(2, 16, 8, 6, generator=torch.Generator().manual_seed(1))


def test_tokens_are_the_rows_of_the_map_one_after_the_other(x: Tensor) -> None:
    adapted = build(forms.Tokens, num_heads=4, layout="tokens")
    plain = build(forms.Tokens, num_heads=4)
    tokens = torch.stack([x[:, :, row, column] for row in range(8) for column in range(6)], dim=1)
    y = plain(tokens)
    for row, column in ((0, 0), (0, 5), (3, 2), (7, 5)):
        assert torch.allclose(adapted(x)[:, :, row, column], y[:, 6 * row + column], atol=1e-6)


def test_maps_with_the_channels_last_come_back_with_them_first(x: Tensor) -> None:
    adapted, plain = build(forms.LastChannels, layout="nhwc"), build(forms.LastChannels)
    assert torch.equal(adapted(x), plain(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))


def test_a_forward_that_asks_for_height_and_width_gets_them(x: Tensor) -> None:
    adapted, plain = build(forms.SizedTokens, layout="tokens"), build(forms.SizedTokens)
    gate = plain.get_submodule("conv")(x).sigmoid()
    assert torch.allclose(adapted(x), x * gate, atol=1e-6)


def test_a_gate_is_multiplied_and_a_place_is_taken(x: Tensor) -> None:
    assert torch.equal(build(forms.GateAlone, output="gate")(x), x * build(forms.GateAlone)(x))
    assert torch.equal(build(forms.Pair, output=0)(x), build(forms.Pair)(x)[0])


def test_several_inputs_are_all_the_map(x: Tensor) -> None:
    widths = {"d_k": 4, "d_v": 4, "h": 4}
    adapted = build(forms.QueriesKeysValues, **widths, layout="tokens", inputs=3)
    tokens = x.flatten(2).transpose(1, 2)
    y = build(forms.QueriesKeysValues, **widths)(tokens, tokens, tokens)
    assert torch.equal(adapted(x).flatten(2).transpose(1, 2), y)


def test_a_gate_of_fewer_dimensions_is_refused(x: Tensor) -> None:
    class Flat(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.mean((0, 1, 2))

    with pytest.raises(ValueError, match=r"a gate of shape \(6,\) for \(2, 16, 8, 6\)"):
        build(Flat, output="gate")(x)


class WithEverything(nn.Module):
    """A weight of its own, a buffer, one that is not saved, and children, over tokens."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.rand(channels))
        self.register_buffer("seen", torch.zeros(()))
        self.register_buffer("share", torch.tensor(0.5), persistent=False)
        self.layers = nn.Sequential(nn.Linear(channels, channels), nn.BatchNorm1d(channels))
        self.drop = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        linear, norm = self.layers
        y = norm(linear(x).transpose(1, 2)).transpose(1, 2)
        return x + self.drop(y) * self.scale * self.share


def test_names_of_weights_are_those_of_the_module_itself() -> None:
    adapted, plain = build(WithEverything, layout="tokens"), build(WithEverything)
    network = nn.Sequential(nn.Conv2d(3, 16, 1), adapted)
    assert adapted.state_dict().keys() == plain.state_dict().keys()
    for listing in ("named_parameters", "named_buffers"):
        assert dict(getattr(adapted, listing)()).keys() == dict(getattr(plain, listing)()).keys()
    assert {f"1.{name}" for name in plain.state_dict()} < network.state_dict().keys()
    for tensor in plain.state_dict().values():
        tensor.fill_(3)
    adapted.load_state_dict(plain.state_dict(), strict=True)
    assert torch.equal(adapted.get_parameter("layers.0.weight"), torch.full((16, 16), 3.0))


def test_it_trains_moves_and_is_copied_as_one_thing(x: Tensor) -> None:
    adapted = build(WithEverything, layout="tokens").train()
    assert not torch.equal(adapted(x), adapted(x))
    adapted.eval()
    assert torch.equal(adapted(x), adapted(x))
    assert adapted.double()(x.double()).dtype is torch.float64
    adapted.float()
    file = io.BytesIO()
    torch.save(adapted, file)
    file.seek(0)
    copies = (
        copy.deepcopy(adapted),
        pickle.loads(pickle.dumps(adapted)),
        torch.load(file, weights_only=False),
    )
    for twin in copies:
        assert torch.equal(twin(x), adapted(x))
        with torch.no_grad():
            twin.get_parameter("scale").add_(1)
        assert not torch.equal(twin(x), adapted(x))


def test_weights_are_put_in_from_outside_and_norms_are_converted(x: Tensor) -> None:
    adapted = build(WithEverything, layout="tokens")
    doubled = {name: 2 * tensor for name, tensor in adapted.state_dict().items()}
    y = torch.func.functional_call(adapted, doubled, (x,))
    adapted.load_state_dict(doubled)
    assert torch.allclose(adapted(x), y, atol=1e-6)
    converted = nn.SyncBatchNorm.convert_sync_batchnorm(adapted)
    assert torch.equal(converted(x), adapted(x))


def test_it_can_be_exported(x: Tensor) -> None:
    adapted = build(WithEverything, layout="tokens")
    exported = torch.export.export(adapted, (x,)).module()
    assert torch.allclose(exported(x), adapted(x), atol=1e-6)
