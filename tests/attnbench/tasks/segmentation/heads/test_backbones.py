"""Both heads stand on every kind of backbone that gives maps, and refuse the others in words."""

from functools import cache

import pytest
import timm
import torch
from torch import Tensor, nn

from attnbench.cost.backbone_part import backbone_sizes
from attnbench.cost.ledger import read_ledger
from attnbench.errors import WrongUse
from attnbench.feature_maps import measure_maps
from attnbench.meta import ImageSize, QuickNorms
from attnbench.network.backbone import build_backbone
from attnbench.tasks.segmentation.heads.build import HEADS, build_segmenter
from attnbench.tasks.segmentation.segmenter import Segmenter

SIZE = (3, 224, 224)
CLASSES = 21

FINEST = {
    "resnet18": 4,
    "resnext50_32x4d": 4,
    "skresnet18": 4,
    "res2net50_26w_4s": 4,
    "densenet121": 4,
    "vgg11_bn": 4,
    "dla34": 4,
    "hrnet_w18_small": 4,
    "cspresnet50": 4,
    "regnety_002": 4,
    "efficientnet_b0": 4,
    "mobilenetv2_100": 4,
    "mobilenetv3_small_100": 4,
    "ghostnet_100": 4,
    "repvgg_a0": 4,
    "convnext_atto": 4,
    "poolformer_s12": 4,
    "mobilevit_xxs": 4,
    "edgenext_xx_small": 4,
    "efficientformer_l1": 4,
    "fastvit_t8": 4,
    "pvt_v2_b0": 4,
    "swin_tiny_patch4_window7_224": 4,
    "coat_tiny": 4,
    "hiera_tiny_224": 4,
    "visformer_tiny": 8,
    "volo_d1_224": 8,
    "levit_128": 16,
    "vit_tiny_patch16_224": 16,
    "deit3_small_patch16_224": 16,
    "eva02_tiny_patch14_224": 14,
    "mixer_s16_224": 16,
    "xcit_nano_12_p16_224": 16,
}
"""By a backbone, the stride of the finest map that UPerNet reads: of the coarsest four, or all."""

QUICK = ("resnet18", "convnext_atto", "mobilenetv3_small_100", "vit_tiny_patch16_224", "levit_128")
FAMILIES = [
    *QUICK,
    *(pytest.param(name, marks=pytest.mark.slow) for name in FINEST if name not in QUICK),
]

CONVOLUTIONAL = ("resnet14-narrow", "convnext_atto")
"""Whose real forward takes no time."""


@cache
def segmenter(backbone: str, head: str, size: ImageSize = SIZE) -> Segmenter:
    with torch.device("meta"):
        return build_segmenter(
            head, build_backbone(backbone, num_classes=0), num_classes=CLASSES, size=size
        )


def forward(network: nn.Module, *shape: int) -> Tensor:
    with QuickNorms(), torch.no_grad():
        return network.eval()(torch.empty(*shape, device="meta"))


@pytest.mark.parametrize("backbone", FAMILIES)
def test_both_heads_stand_on_it_and_score_the_finest_map_they_read(backbone: str) -> None:
    with torch.device("meta"):
        maps = measure_maps(build_backbone(backbone, num_classes=0), SIZE, "a test")
    scores = forward(segmenter(backbone, "fcn"), 2, *SIZE)
    assert scores.shape == (2, CLASSES, maps[-1].height, maps[-1].width)
    scores = forward(segmenter(backbone, "uper"), 2, *SIZE)
    assert scores.shape == (2, CLASSES, *(side // FINEST[backbone] for side in SIZE[1:]))


@pytest.mark.parametrize("backbone", FAMILIES)
def test_the_ledger_gives_the_backbone_all_that_runs_outside_the_head(backbone: str) -> None:
    network = segmenter(backbone, "fcn")
    ledger = read_ledger(network, SIZE)
    part = backbone_sizes(network, ledger)
    assert part is not None
    of_head = sum(op.macs for op in ledger.operations if op.module_path.startswith("head."))
    assert part.macs + of_head == sum(op.macs for op in ledger.operations)
    assert part.macs > 0


def test_heads_of_one_stride_have_nothing_to_sum() -> None:
    network = segmenter("vit_tiny_patch16_224", "uper")
    assert not list(network.get_submodule("head.laterals").children())
    assert network.neck_info[0]["reduction"] == 16


def test_a_denser_backbone_gives_a_finer_map() -> None:
    networks = [
        segmenter(f"resnet18{option}", "fcn")
        for option in ("", "(output_stride=16)", "(output_stride=8)")
    ]
    assert [forward(network, 1, *SIZE).shape[-1] for network in networks] == [7, 14, 28]
    assert [network.neck_info[0]["reduction"] for network in networks] == [32, 16, 8]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    ("backbone", "reason"),
    [
        ("swin_tiny_patch4_window7_224", r"height \(96\) doesn't match model \(224\)"),
        ("vit_tiny_patch16_224", r"height \(96\) doesn't match model \(224\)"),
        ("maxvit_pico_rw_256", "must be divisible by window"),
        ("botnet26t_256", "it does not say why"),
    ],
)
def test_a_size_that_a_backbone_does_not_take_is_refused_with_its_own(
    backbone: str, reason: str, head: str
) -> None:
    with pytest.raises(WrongUse, match=reason) as caught:
        segmenter(backbone, head, (3, 96, 96))
    own = "x".join(map(str, timm.get_pretrained_cfg_value(backbone, "input_size") or ()))
    assert f"use a size that it is made for ({own})" in str(caught.value)


@pytest.mark.parametrize("head", HEADS)
def test_a_network_that_gives_no_maps_is_refused(head: str) -> None:
    with pytest.raises(WrongUse, match="Sequential gives no intermediate maps"):
        build_segmenter(head, nn.Sequential(nn.Conv2d(3, 8, 3)), num_classes=3, size=SIZE)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("backbone", CONVOLUTIONAL)
@pytest.mark.parametrize("size", [(70, 50), (97, 33)])
def test_odd_sizes_are_trained_on_and_evaluated(
    backbone: str, head: str, size: tuple[int, int]
) -> None:
    torch.manual_seed(0)
    network = build_segmenter(
        head, build_backbone(backbone, num_classes=0), num_classes=3, size=(3, *size)
    )
    images = torch.randn(2, 3, *size)
    scores = network.train()(images)
    network.loss(scores, (images[:, 0] > 0).long()).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in network.parameters())
    evaluated = network.eval()(images)
    assert evaluated.shape == scores[0].shape
    assert evaluated.isfinite().all()
    assert network(torch.randn(1, 3, 64, 96)).shape[:2] == (1, 3)
