"""Networks by name, and their stems."""

import pytest
import torch
from torch import nn

from attnbench.errors import UnknownName, WrongUse
from attnbench.network.backbone import build_backbone


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_the_narrow_resnet_has_the_parameters_that_its_docstring_says() -> None:
    assert count(build_backbone("resnet14-narrow", num_classes=10)) == 91_306


@pytest.mark.parametrize(("name", "params"), [("resnet50", 23_705_252), ("resnet101", 42_697_380)])
def test_cifar_stem_gives_the_parameters_of_table_1(name: str, params: int) -> None:
    with torch.device("meta"):
        assert count(build_backbone(name, stem="cifar", num_classes=100)) == params


def test_cifar_stem_keeps_the_size_of_the_image() -> None:
    model = build_backbone("resnet18", stem="cifar", num_classes=10).eval()
    seen: list[torch.Size] = []
    model.get_submodule("layer1").register_forward_hook(lambda *io: seen.append(io[2].shape))
    model(torch.zeros(1, 3, 32, 32))
    assert seen[0][2:] == (32, 32)


@pytest.mark.parametrize("name", ["mobilenetv2_100", "mobilenetv3_small_100", "efficientnet_b0"])
def test_cifar_stem_of_mobile_networks_has_stride_1(name: str) -> None:
    model = build_backbone(name, stem="cifar", num_classes=10).eval()
    stem = model.get_submodule("conv_stem")
    assert stem(torch.zeros(1, 3, 32, 32)).shape[2:] == (32, 32)
    assert model(torch.zeros(1, 3, 32, 32)).shape == (1, 10)


@pytest.mark.parametrize("zero", [True, False], ids=["zero", "one"])
def test_last_norms_start_as_asked(zero: bool) -> None:
    model = build_backbone("resnet18", num_classes=10, zero_init_last=zero)
    last = model.get_submodule("layer1.0.bn2")
    assert isinstance(last, nn.BatchNorm2d)
    assert last.weight.eq(0 if zero else 1).all()


def test_unknown_name_lists_the_near_ones() -> None:
    with pytest.raises(UnknownName, match=r"did you mean .*resnet50"):
        build_backbone("resnt50", num_classes=10)


def test_unknown_stem_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="known: timm, cifar"):
        build_backbone("resnet18", stem="big", num_classes=10)


@pytest.mark.parametrize("name", ["vgg11", "resnet14-narrow"])
def test_cifar_stem_is_refused_where_it_is_not_known(name: str) -> None:
    with pytest.raises(WrongUse, match=f"stem cifar is not known for {name}"):
        build_backbone(name, stem="cifar", num_classes=10)


def test_an_option_of_timm_reaches_the_network() -> None:
    with torch.device("meta"):
        dense = build_backbone("resnet18(output_stride=8)", num_classes=10)
        plain = build_backbone("resnet18", num_classes=10)
    image = torch.zeros(1, 3, 64, 64, device="meta")
    assert callable(dense.forward_features)
    assert dense.forward_features(image).shape[-2:] == (8, 8)
    assert count(dense) == count(plain)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("resnet18(output_strid=8)", "backbone resnet18 does not take output_strid=8: .*output_s"),
        ("resnet18(output_stride=7)", "backbone resnet18 does not take output_stride=7: "),
        ("resnet14-narrow(depth=3)", "backbone resnet14-narrow takes no options, got depth=3"),
        ("resnt18(output_stride=8)", "unknown backbone 'resnt18'; did you mean"),
    ],
)
def test_an_option_that_a_network_does_not_take_is_refused(name: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        build_backbone(name, num_classes=10)
