"""The backbone of a network with a head is counted as a part of it, modules within it included."""

from collections.abc import Callable

import pytest
import timm
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import attnbench
from attnbench.cost.count import count
from attnbench.network.build import Architecture, build_network
from attnbench.tasks.tasks import find_task

SIZE = (3, 64, 64)


def network(task: str, backbone: str, head: str) -> nn.Module:
    with torch.device("meta"):
        return build_network(
            Architecture(
                task=find_task(task), backbone=backbone, head=head, num_classes=5, size=SIZE
            )
        )


def macs_of(forward: Callable[[torch.Tensor], object]) -> int:
    with FlopCounterMode(display=False) as mode, torch.no_grad():
        forward(torch.empty(1, *SIZE, device="meta"))
    return int(mode.get_total_flops()) // 2


def params_of(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize(
    ("task", "backbone", "head"),
    [
        ("segment", "resnet18", "fcn"),
        ("segment", "swin_tiny_patch4_window7_224", "uper"),
        ("detect", "resnet18", "fcos"),
        ("detect", "resnet18", "retinanet"),
    ],
)
@pytest.mark.parametrize("module", ["", "ema"])
def test_the_backbone_counts_what_it_counts_alone(
    task: str, backbone: str, head: str, module: str
) -> None:
    if backbone.startswith("swin"):
        with torch.device("meta"):
            alone = timm.create_model(backbone, num_classes=0, strict_img_size=False)
            model = find_task(task).build(lambda _: alone, head, 5, SIZE)
    else:
        model = network(task, backbone, head)
    if module:
        attnbench.inject(model, module, site="block", input_size=SIZE)
    cost = count(model, SIZE)
    part, indices = model.backbone, model.indices
    assert isinstance(part, nn.Module)
    assert callable(part.forward_intermediates)
    part.eval()
    assert cost.backbone is not None
    assert cost.backbone.params == params_of(part)
    assert cost.backbone.macs == macs_of(
        lambda x: part.forward_intermediates(
            x, indices=indices, output_fmt="NCHW", intermediates_only=True
        )
    )
    assert cost.backbone.macs < (cost.macs["torch"] or 0)


def test_a_module_in_the_backbone_shows_in_both_counts_alike() -> None:
    before = count(network("segment", "resnet18", "uper"), SIZE)
    model = network("segment", "resnet18", "uper")
    attnbench.inject(model, "ema", input_size=SIZE)
    after = count(model, SIZE)
    assert before.backbone is not None
    assert after.backbone is not None
    added = after.backbone.macs - before.backbone.macs
    assert added == (after.macs["torch"] or 0) - (before.macs["torch"] or 0) > 0
    assert after.backbone.params - before.backbone.params == after.params - before.params > 0


@pytest.mark.parametrize("head", ["fcn", "uper"])
def test_a_module_at_the_neck_lies_outside_the_backbone(head: str) -> None:
    before = count(network("segment", "resnet18", head), SIZE)
    model = network("segment", "resnet18", head)
    attnbench.inject(model, "pam", site="neck", input_size=SIZE)
    after = count(model, SIZE)
    assert after.backbone == before.backbone
    assert after.params > before.params


def test_a_detector_of_one_piece_has_its_own_backbone_counted() -> None:
    model = network("detect", "yolov5n", "")
    cost = count(model, SIZE)
    assert cost.backbone is not None
    assert isinstance(model.backbone, nn.Module)
    assert cost.backbone.params == params_of(model.backbone)
    assert cost.backbone.macs == macs_of(model.backbone.eval())


def test_a_classifier_is_all_backbone() -> None:
    assert count(network("classify", "resnet18", ""), SIZE).backbone is None
