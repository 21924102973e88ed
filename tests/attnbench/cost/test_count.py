"""Counts are exact, named by counter, and leave the network as it was."""

import pytest
import timm
import torch
from torch import Tensor, nn

import attnbench
from attnbench.cost.disagreement import added_by_operator, cautions
from attnbench.cost.macs import count_macs
from attnbench.errors import WrongUse
from attnbench.network.backbone import build_backbone
from attnbench.network.weights import weights_digest
from attnzoo import EMA
from tests.attnbench.cost.networks import CONVOLUTION, LINEAR, MATMUL, SIZE, VALUES, Small


def test_a_small_network_is_counted_as_by_hand_by_kind_of_operator() -> None:
    cost = attnbench.count(Small(), SIZE)
    assert cost.params == 4 * 3 * 9 + 2 * 4 + 4 * 5 + 5
    assert cost.activations == VALUES + 5
    both = {"convolution": CONVOLUTION, "linear": LINEAR}
    assert cost.macs_by_operator == {
        "torch": {**both, "matmul": MATMUL},
        "fvcore": {**both, "matmul": MATMUL, "batch norm": 2 * VALUES},
        "thop": {**both, "batch norm": 4 * VALUES},
    }
    assert cost.macs == {name: sum(kinds.values()) for name, kinds in cost.macs_by_operator.items()}


@pytest.mark.parametrize("channels", [8 * 32, 32 * 32], ids=["repeated", "folded"])
def test_every_counter_sees_a_shared_convolution_in_both_of_its_forms(channels: int) -> None:
    by_operator = attnbench.count(EMA(channels), (channels, 6, 5)).macs_by_operator
    per_group = channels // 32
    expected = 32 * per_group**2 * (9 * 6 * 5 + 6 + 5)
    assert {name: kinds["convolution"] for name, kinds in by_operator.items()} == {
        "torch": expected,
        "fvcore": expected,
        "thop": expected,
    }


def test_an_injection_gives_table_3s_resnet50_with_ema_of_16_groups() -> None:
    """Every row of the tables is in `test_conventions`, where no injection puts it in."""
    with torch.device("meta"):
        network = build_backbone("resnet50", stem="cifar", num_classes=100)
    assert count_macs("torch", network, (3, 32, 32)).total() == 1_298_014_208
    attnbench.inject(network, "ema", groups=16, input_size=(3, 32, 32))
    assert sum(parameter.numel() for parameter in network.parameters()) == 24_494_948
    # Per place 9 c C HW + c C (H + W) + 2 C HW, with c = C / 16.
    shapes = [(256, 32)] * 3 + [(512, 16)] * 4 + [(1024, 8)] * 6 + [(2048, 4)] * 3
    added = sum(9 * c // 16 * c * s * s + c // 16 * c * 2 * s + 2 * c * s * s for c, s in shapes)
    assert count_macs("torch", network, (3, 32, 32)).total() == 1_298_014_208 + added


def test_counting_leaves_weights_hooks_mode_and_keys_as_they_were(network: nn.Module) -> None:
    attnbench.inject(network, "cbam")
    network.train()
    before, keys = weights_digest(network), list(network.state_dict())
    attnbench.count(network)
    assert weights_digest(network) == before
    assert list(network.state_dict()) == keys
    assert network.training
    assert all(parameter.device.type == "cpu" for parameter in network.parameters())


def test_disagreement_is_explained_by_operator_and_agreement_is_not_mentioned(
    network: nn.Module,
) -> None:
    def details(before: attnbench.Cost, after: attnbench.Cost) -> list[str]:
        added = added_by_operator(before.macs_by_operator, after.macs_by_operator)
        return [caution.detail for caution in cautions(after.not_counted, added, "added")]

    baseline = attnbench.count(network)
    with attnbench.inject(network, "se"):
        assert details(baseline, attnbench.count(network)) == []
    with attnbench.inject(network, "scsa"):
        thop = next(t for t in details(baseline, attnbench.count(network)) if t.startswith("thop"))
    assert "matmul -" in thop
    assert "torch" in thop


def test_a_counter_that_cannot_says_why_and_the_others_count() -> None:
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 1)
            self.act = nn.ReLU()
            self.act.add_module("below", nn.Conv2d(4, 4, 1))

        def forward(self, x: Tensor) -> Tensor:
            return self.act(self.conv(x))

    cost = attnbench.count(Odd(), (3, 8, 8))
    assert cost.macs["torch"] == cost.macs["fvcore"] == 3 * 4 * 64
    assert cost.macs["thop"] is None
    assert "does not look below act" in cost.not_counted["thop"]


def test_a_network_without_a_size_asks_for_one() -> None:
    with pytest.raises(WrongUse, match=r"input_size must be \(C, H, W\): Small does not declare"):
        attnbench.count(Small())


def test_a_network_that_gives_a_parameter_to_a_part_is_counted_by_torch() -> None:
    network = timm.create_model("pit_ti_224")
    assert count_macs("torch", network, (3, 224, 224)).total() > 400_000_000
