"""Modules see upright maps in tokens and NHWC networks, and survive copies there too."""

import copy
import pickle
from collections import Counter

import pytest
import timm
import torch
from torch import Tensor, nn

import attnbench
from attnbench.cost.macs import count_macs
from tests.attnbench.injection.networks import on_meta


class Twice(nn.Module):
    """Doubles the map, and keeps the last one that it saw."""

    def __init__(self, _channels: int) -> None:
        super().__init__()
        self.seen = torch.empty(0)

    def forward(self, x: Tensor) -> Tensor:
        self.seen = x.detach()
        return 2 * x


class Nothing(nn.Module):
    """Gives zeros."""

    def __init__(self, _channels: int) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        return 0 * x


def test_inner_in_a_bottleneck_sees_its_width() -> None:
    injection = attnbench.inject(on_meta("resnet50"), "constant_gate", site="inner")
    channels = Counter(place.channels for place in injection.places)
    assert channels == {64: 3, 128: 4, 256: 6, 512: 3}


def test_a_class_token_passes_unchanged() -> None:
    network = timm.create_model("test_vit", num_classes=10).eval()
    images = torch.randn(2, 3, 160, 160)
    maps: list[Tensor] = []
    hook = network.blocks[0].register_forward_hook(lambda *io: maps.append(io[2]))
    network(images)
    hook.remove()
    injection = attnbench.inject(network, Twice, site="blocks.0")
    network.blocks[1].register_forward_pre_hook(lambda _block, inputs: maps.append(inputs[0]))
    network(images)
    block, following = maps
    assert injection.places[0].layout == "tokens"
    assert torch.equal(following[:, :1], block[:, :1])
    assert torch.equal(following[:, 1:], 2 * block[:, 1:])


ADAPTED = ["test_vit", "test_mambaout"]
"""Small networks whose maps are tokens or NHWC."""

ALL_ADAPTED = [
    *("test_vit_relpos", "levit_128s", "gmlp_ti16_224"),
    *("beit_base_patch16_224", "convit_tiny", "crossvit_tiny_240", "davit_tiny"),
    *("deit_tiny_distilled_patch16_224", "efficientformer_l1", "eva02_tiny_patch14_224"),
    *("mvitv2_tiny", "pit_ti_224", "sequencer2d_s", "swin_tiny_patch4_window7_224"),
    *("swinv2_tiny_window8_256", "swinv2_cr_tiny_224", "tiny_vit_5m_224", "twins_svt_small"),
    *("vit_tiny_r_s16_p8_224", "vitamin_small_224", "volo_d1_224", "xcit_nano_12_p8_224"),
]
some_by_default = pytest.mark.parametrize(
    "backbone", [*ADAPTED, *(pytest.param(name, marks=pytest.mark.slow) for name in ALL_ADAPTED)]
)


def quarters(x: Tensor) -> list[Tensor]:
    height, width = x.shape[-2] // 2, x.shape[-1] // 2
    return [
        x[..., :height, :width],
        x[..., :height, -width:],
        x[..., -height:, :width],
        x[..., -height:, -width:],
    ]


@some_by_default
def test_a_recovered_map_is_upright(backbone: str) -> None:
    torch.manual_seed(0)
    network = timm.create_model(backbone, num_classes=10).eval()
    injection = attnbench.inject(network, Twice, site="block")
    _, height, width = network.pretrained_cfg["input_size"]
    images, others = torch.randn(2, 1, 3, height, width)
    modules = [network.get_submodule(place.module_path) for place in injection.places[:2]]
    with torch.no_grad():
        network(images)
        before = [module.seen for module in modules]
        for corner in range(4):
            changed = images.clone()
            quarters(changed)[corner].copy_(2 * quarters(others)[corner])
            network(changed)
            for module, old in zip(modules, before, strict=True):
                moved = [float(q.mean()) for q in quarters((module.seen - old).abs())]
                assert moved.index(max(moved)) == corner


@pytest.mark.parametrize(
    "backbone",
    ["test_vit", "test_mambaout", "test_byobnet", "test_convnext", "starnet_s050", "resnet18"],
)
def test_residual_zeroed_everywhere_leaves_the_shortcuts(backbone: str) -> None:
    torch.manual_seed(0)
    network = timm.create_model(backbone, num_classes=10).eval()
    attnbench.inject(network, Nothing, site="residual")
    size = network.pretrained_cfg["input_size"]
    with torch.no_grad():
        first, second = network(torch.randn(2, *size))
    assert not torch.allclose(first, second, rtol=1e-3, atol=0)


@pytest.mark.parametrize("backbone", ["test_vit", "test_mambaout"])
@pytest.mark.slow
def test_modules_in_tokens_and_nhwc_maps_survive_copies_and_capture(backbone: str) -> None:
    torch.manual_seed(0)
    network: nn.Module = timm.create_model(backbone, num_classes=10).eval()
    attnbench.inject(network, "cbam", site="residual", stages=(1, 2))
    images = torch.randn(2, 3, 160, 160)
    before = network(images)
    twin = copy.deepcopy(network)
    for key, parameter in network.named_parameters():
        if "attention" in key:
            parameter.data.add_(0.5)
    assert not torch.equal(network(images), before)
    assert torch.equal(twin(images), before)
    assert torch.equal(pickle.loads(pickle.dumps(twin))(images), before)
    exported = torch.export.export(twin, (images,))
    assert torch.equal(exported.module()(images), before)
    torch.compiler.reset()
    captured = torch.compile(twin, fullgraph=True, backend="eager")
    torch.testing.assert_close(captured(images), before)


def test_a_module_behind_the_networks_own_attention_lies_where_thop_looks() -> None:
    network = timm.create_model("mobilenetv3_small_050", num_classes=10)
    attnbench.inject(network, "se", site="inner")
    assert count_macs("thop", network, (3, 224, 224)).total() > 0
