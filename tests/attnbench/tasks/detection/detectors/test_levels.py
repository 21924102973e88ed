"""A detector looks at the last map of each stride, measured on the network itself."""

import pytest
import torch
from torch import nn

from attnbench.errors import WrongUse
from attnbench.network.backbone import build_backbone
from attnbench.tasks.detection.detectors.levels import find_levels


def build(name: str, stem: str = "timm") -> nn.Module:
    with torch.device("meta"):
        return build_backbone(name, stem=stem, num_classes=10)


@pytest.mark.parametrize(
    ("name", "channels"),
    [
        ("resnet18", (128, 256, 512)),
        ("mobilenetv2_100", (32, 96, 320)),
        ("convnext_atto", (80, 160, 320)),
        ("swin_tiny_patch4_window7_224", (192, 384, 768)),
    ],
)
def test_the_levels_are_those_of_the_literature(name: str, channels: tuple[int, ...]) -> None:
    levels = find_levels(build(name), (3, 224, 224))
    assert tuple(level.channels for level in levels) == channels
    assert [level.stride for level in levels] == [8, 16, 32]
    assert [(level.height, level.width) for level in levels] == [(28, 28), (14, 14), (7, 7)]


def test_a_stride_beyond_the_third_level_is_left_out() -> None:
    assert [level.stride for level in find_levels(build("selecsls42"), (3, 224, 224))] == [
        8,
        16,
        32,
    ]


def test_a_network_of_fine_maps_gives_its_coarsest_one() -> None:
    (level,) = find_levels(build("resnet14-narrow"), (3, 64, 96))
    assert (level.channels, level.height, level.width, level.stride) == (128, 16, 24, 4)


def test_a_changed_stem_changes_the_strides() -> None:
    levels = find_levels(build("resnet18", stem="cifar"), (3, 64, 64))
    assert [level.stride for level in levels] == [8]


def test_strides_are_powers_of_two_where_the_image_is_none_of_them() -> None:
    assert [level.stride for level in find_levels(build("resnet18"), (3, 80, 80))] == [8, 16, 32]


def test_a_backbone_without_a_pyramid_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"VisionTransformer gives only maps of stride 16.*choose"):
        find_levels(build("vit_tiny_patch16_224"), (3, 224, 224))


def test_a_size_that_a_backbone_does_not_take_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"SwinTransformer does not give maps of 3x100x100.*use"):
        find_levels(build("swin_tiny_patch4_window7_224"), (3, 100, 100))


def test_a_network_without_intermediate_maps_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"Linear gives no intermediate maps.*choose another"):
        find_levels(nn.Linear(3, 3), (3, 64, 64))


def test_maps_that_do_not_cover_the_image_are_refused() -> None:
    with pytest.raises(WrongUse, match=r"InceptionV3 has \d+ rows for an image of 224.*another"):
        find_levels(build("inception_v3"), (3, 224, 224))
