"""The ledger sees every operator and every parameter of a network, op where it belongs."""

from collections import Counter

import pytest
import timm
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

import attnbench
from attnbench.cost.ledger import Ledger, Operation, read_ledger
from attnbench.cost.macs import count_macs
from attnbench.network.weights import weights_digest
from attnzoo import CATALOG, EMA

FAMILIES = (
    "test_resnet",
    "test_efficientnet",
    "test_convnext",
    "test_vit",
    "swin_tiny_patch4_window7_224",
    "mixer_s32_224",
    "regnety_002",
    "levit_128s",
    "edgenext_xx_small",
    "botnet26t_256",
)


def macs(ledger: Ledger) -> int:
    return sum(op.macs for op in ledger.operations)


def of_kind(ledger: Ledger, *kinds: str) -> list[Operation]:
    return [op for op in ledger.operations if op.kind in kinds]


@pytest.mark.parametrize("backbone", FAMILIES)
def test_macs_equal_those_of_torchs_own_counter_in_a_backbone(backbone: str) -> None:
    with torch.device("meta"):
        network = timm.create_model(backbone)
    size = network.pretrained_cfg["input_size"]
    ledger = read_ledger(network, size)
    assert macs(ledger) == count_macs("torch", network, size).total()
    assert not of_kind(ledger, "other")


WITHOUT_A_FORMULA = {"aten._fft_r2c", "aten._fft_c2r", "aten.grid_sampler_2d"}
"""Operators of the catalogue whose work no counter sees; tables name them."""


@pytest.mark.parametrize("name", CATALOG)
@settings(max_examples=3, deadline=None)
@given(side=st.integers(7, 20), width=st.sampled_from([64, 128, 256]))
def test_macs_equal_those_of_torchs_own_counter_in_a_module(
    name: str, side: int, width: int
) -> None:
    entry = CATALOG[name]
    shape = (width, side, side + 1)
    if entry.misfit(*shape, **entry.defaults()) is not None:
        return
    module = entry.build(width, **entry.sizing(side, side + 1))
    ledger = read_ledger(module, shape)
    assert macs(ledger) == count_macs("torch", module, shape).total()
    assert sum(weight.elements for weight in ledger.weights) == sum(
        parameter.numel() for parameter in module.parameters()
    )
    assert {op.name for op in of_kind(ledger, "other")} <= WITHOUT_A_FORMULA


@pytest.mark.parametrize("channels", [8 * 32, 32 * 32], ids=["repeated", "folded"])
def test_a_convolution_shared_by_groups_runs_on_as_many_samples_in_both_of_its_forms(
    channels: int,
) -> None:
    ledger = read_ledger(EMA(channels), (channels, 6, 5))
    assert {op.samples for op in of_kind(ledger, "convolution")} == {32}


@pytest.mark.parametrize("windows", [1, 4])
def test_a_linear_layer_runs_on_as_many_samples_as_it_was_given(windows: int) -> None:
    class Windows(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(8, 8)

        def forward(self, x: Tensor) -> Tensor:
            return self.linear(x.flatten(2).transpose(1, 2).reshape(windows, -1, 8))

    (linear,) = of_kind(read_ledger(Windows(), (8, 4, 4)), "linear")
    assert (linear.samples, linear.macs) == (windows, 8 * 8 * 16)


class Means(nn.Module):
    """Means over positions, however they are spelled, and two that are none."""

    def forward(self, x: Tensor) -> Tensor:
        rows = x.mean(3)
        pooled = (
            F.adaptive_avg_pool2d(x, 1)
            + x.mean((2, 3), keepdim=True)
            + rows.mean(2)[..., None, None]
        )
        return pooled + x.mean(1, keepdim=True) + x.mean()


def test_a_mean_over_positions_is_read_as_pooling_however_it_is_spelled() -> None:
    ledger = read_ledger(Means(), (6, 5, 4))
    assert [op.elements for op in of_kind(ledger, "pooling")] == [120, 120, 120, 30]
    assert [op.elements for op in of_kind(ledger, "reduction")] == [120, 120]


def test_a_mean_over_the_positions_of_a_map_with_its_channels_last_is_pooling_too() -> None:
    class Last(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.permute(0, 2, 3, 1).mean((1, 2))

    assert len(of_kind(read_ledger(Last(), (6, 5, 4)), "pooling")) == 1


class Small(nn.Module):
    """3x8x8 -> 4x8x8 -> 4, with an operator of most kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.gate = nn.Parameter(torch.ones(4, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.conv(x)).relu_() * self.gate
        return y.flatten(2).transpose(1, 2).softmax(-1).amax(1)


def test_bytes_are_those_that_each_operator_reads_and_writes() -> None:
    moved = {op.name: op.bytes_moved for op in read_ledger(Small(), (3, 8, 8)).operations}
    assert moved["aten.convolution"] == 4 * (3 * 64 + 4 * 27 + 4 + 256)
    assert moved["aten.native_batch_norm"] == 4 * (256 + 4 * 4 + 256 + 2 * 4)
    assert moved["aten.relu_"] == 4 * 2 * 256
    assert moved["aten.mul"] == 4 * (256 + 4 + 256)
    assert moved["aten.view"] == moved["aten.transpose"] == 0


def test_a_broadcast_tensor_is_read_once() -> None:
    class Gate(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x * x[:, :, :1, :1].expand_as(x)

    *_, product = read_ledger(Gate(), (4, 8, 8)).operations
    assert product.bytes_moved == 4 * (256 + 4 + 256)


def test_kinds_and_weights_are_told_apart() -> None:
    ledger = read_ledger(Small(), (3, 8, 8))
    kinds = Counter(op.kind for op in ledger.operations if op.kind != "movement")
    assert kinds == dict.fromkeys(
        ("convolution", "batch norm", "activation", "elementwise", "softmax", "reduction"), 1
    )
    assert {weight.name: (weight.kind, weight.elements) for weight in ledger.weights} == {
        "conv.weight": ("convolution", 108),
        "conv.bias": ("convolution", 4),
        "norm.weight": ("norm", 4),
        "norm.bias": ("norm", 4),
        "gate": ("other", 4),
    }


def test_what_a_module_brings_is_marked_and_the_rest_is_the_backbone(network: nn.Module) -> None:
    before = read_ledger(network, (3, 32, 32))
    injection = attnbench.inject(network, "cbam")
    after = read_ledger(network, (3, 32, 32), [place.module_path for place in injection.places])
    assert sum(op.macs for op in after.operations if not op.injected) == macs(before)
    assert [weight for weight in after.weights if not weight.injected] == list(before.weights)
    assert {op.module_type for op in after.operations if op.injected} >= {"CBAM", "Linear"}


def test_the_network_is_left_as_it_was(network: nn.Module) -> None:
    network.train()
    before, keys = weights_digest(network), list(network.state_dict())
    first = read_ledger(network, (3, 32, 32))
    assert read_ledger(network, (3, 32, 32)) == first
    assert (weights_digest(network), list(network.state_dict())) == (before, keys)
    assert network.training
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in network.modules())
