"""Maps are measured on the network itself, and what lies behind the last one is dropped."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from attnbench.errors import WrongUse
from attnbench.feature_maps import (
    FeatureMap,
    last_of_each_stride,
    measure_maps,
    prune_after,
    stages_up_to,
    take_maps,
)
from attnbench.network.backbone import build_backbone


def build(name: str, stem: str = "timm") -> nn.Module:
    with torch.device("meta"):
        return build_backbone(name, stem=stem, num_classes=10)


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        ("resnet18", [64, 64, 128, 256, 512]),
        ("resnet50", [64, 256, 512, 1024, 2048]),
        ("mobilenetv2_100", [16, 24, 32, 96, 320]),
        ("convnext_atto", [40, 80, 160, 320]),
        ("swin_tiny_patch4_window7_224", [96, 192, 384, 768]),
    ],
)
def test_channels_sizes_and_strides_are_those_of_the_maps(name: str, channels: list[int]) -> None:
    maps = measure_maps(build(name), (3, 224, 224), "a test")
    assert [map_.channels for map_ in maps] == channels
    assert [map_.index for map_ in maps] == [*range(len(channels))]
    assert [map_.stride for map_ in maps] == [2, 4, 8, 16, 32][-len(channels) :]
    for map_ in maps:
        assert (map_.height, map_.width) == (224 // map_.stride, 224 // map_.stride)


@pytest.mark.parametrize("size", [(3, 64, 96), (3, 32, 32)])
def test_a_map_is_as_large_as_what_the_network_gives(size: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    network = build_backbone("resnet14-narrow", num_classes=10)
    shapes = [map_.shape[1:] for map_ in take_maps(network.eval(), torch.zeros(1, *size), None)]
    maps = measure_maps(network, size, "a test")
    assert [(map_.channels, map_.height, map_.width) for map_ in maps] == shapes


def test_a_changed_stem_changes_the_strides() -> None:
    maps = measure_maps(build("resnet18", stem="cifar"), (3, 64, 64), "a test")
    assert [map_.stride for map_ in maps] == [1, 1, 2, 4, 8]


def test_the_network_is_measured_without_being_changed() -> None:
    torch.manual_seed(0)
    network = build_backbone("resnet14-narrow", num_classes=10).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    measure_maps(network, (3, 32, 32), "a test")
    assert network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


@pytest.mark.parametrize("reader", ["a detector", "a segmentation network"])
def test_a_network_without_maps_is_refused_naming_who_needs_them(reader: str) -> None:
    with pytest.raises(WrongUse, match=f"Linear gives no intermediate maps.*which {reader} needs"):
        measure_maps(nn.Linear(3, 3), (3, 64, 64), reader)


def test_a_size_that_a_backbone_does_not_take_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"SwinTransformer does not give maps of 3x100x90 images"):
        measure_maps(build("swin_tiny_patch4_window7_224"), (3, 100, 90), "a test")


MAPS = st.lists(st.integers(0, 5).map(lambda power: 2**power), min_size=1, max_size=8)


@given(strides=MAPS)
def test_the_last_map_of_each_stride_is_taken_the_finest_first(strides: list[int]) -> None:
    maps = [FeatureMap(place, 8, 64, 64, stride) for place, stride in enumerate(strides)]
    taken = last_of_each_stride(maps)
    assert [map_.stride for map_ in taken] == sorted({*strides})
    for map_ in taken:
        assert map_.stride not in strides[map_.index + 1 :]


@pytest.mark.parametrize("name", ["resnet18", "convnext_atto", "mobilenetv2_100"])
def test_the_same_maps_are_taken_of_a_network_that_is_pruned(name: str) -> None:
    torch.manual_seed(0)
    network = build_backbone(name, num_classes=10).eval()
    images = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    before = [map_.clone() for map_ in take_maps(network, images, [1, 2])]
    parameters = sum(parameter.numel() for parameter in network.parameters())
    indices = prune_after(network, [1, 2])
    assert sum(parameter.numel() for parameter in network.parameters()) < parameters
    for map_, expected in zip(take_maps(network, images, indices), before, strict=True):
        assert torch.equal(map_, expected)


def test_stages_are_named_as_parts_of_the_network_around_the_backbone() -> None:
    stages = stages_up_to(build("resnet18"), 2)
    assert [stage["module"] for stage in stages] == [
        "backbone.act1",
        "backbone.layer1",
        "backbone.layer2",
    ]
    assert [stage["num_chs"] for stage in stages] == [64, 64, 128]
