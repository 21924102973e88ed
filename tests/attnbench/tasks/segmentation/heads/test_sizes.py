"""UPerNet has the parameters and multiply-accumulates of published tables."""

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from attnbench.cost.macs import count_macs
from attnbench.meta import ImageSize
from attnbench.network.build import Architecture, build_network
from attnbench.tasks.tasks import find_task

ADE20K = 150
SQUARE, WIDE = (3, 512, 512), (3, 512, 2048)


def upernet(backbone: str, size: ImageSize | None = None) -> nn.Module:
    with torch.device("meta"):
        return build_network(
            Architecture(
                task=find_task("segment"),
                backbone=backbone,
                head="uper",
                num_classes=ADE20K,
                size=size,
            )
        )


def training_macs(model: nn.Module, size: ImageSize) -> int:
    """Of one image of two, so that batch norm has a deviation."""
    images: Tensor = torch.empty(2, *size, device="meta")
    with FlopCounterMode(display=False) as mode, torch.no_grad():
        model.train()(images)
    return int(mode.get_total_flops()) // 4


@pytest.mark.parametrize(
    ("backbone", "params", "of_head"),
    [("resnet50", 66_496_876, 42_988_844), ("resnet101", 85_489_004, 42_988_844)],
)
def test_parameters_are_the_published_ones(backbone: str, params: int, of_head: int) -> None:
    model = upernet(backbone)
    assert sum(parameter.numel() for parameter in model.parameters()) == params
    head = model.get_submodule("head")
    assert sum(parameter.numel() for parameter in head.parameters()) == of_head


@pytest.mark.parametrize(
    ("backbone", "size", "training", "inference"),
    [
        ("resnet50", SQUARE, 239.1, 236.6),
        ("resnet101", SQUARE, 258.5, 256.0),
        ("resnet50", WIDE, 956.1, 946.3),
        ("resnet101", WIDE, 1033.7, 1023.8),
    ],
)
def test_macs_are_the_published_ones_with_the_auxiliary_head_and_fewer_without(
    backbone: str, size: ImageSize, training: float, inference: float
) -> None:
    model = upernet(backbone, size)
    assert round(count_macs("torch", model, size).total() / 1e9, 1) == inference
    assert round(training_macs(model, size) / 1e9, 1) == training
