"""What a size report gives for YOLOv5 is what its releases print, and what the counter counts."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from functools import cache

import pytest
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from attnbench.cost.ledger import read_ledger
from attnbench.cost.macs import count_macs
from attnbench.cost.reported import MEANINGS, reported_sizes
from attnbench.network.backbone import build_backbone
from attnbench.network.build import inject_variant
from attnbench.plan.variant import THE_BASELINE, parse_variant
from attnbench.tasks.detection.yolov5.units import ConvUnit

SMALL = (3, 32, 32)
LARGE = (3, 640, 640)
SCALE = Fraction(400)

THOP_2020 = "thop 0.0.31, scaled"
FUSED_2020 = "thop 0.0.31, scaled, norms fused"
PLAIN_FUSED_2020 = "thop 0.0.31, scaled, without pooling, norms fused"
ONCE_FUSED_2020 = (
    "thop 0.0.31, scaled, without pooling, group-folded batch counted once, norms fused"
)
LATER = "thop >= 0.1.1, scaled"
LATER_FUSED = "thop >= 0.1.1, scaled, norms fused"


@cache
def network(backbone: str) -> nn.Module:
    with torch.device("meta"):
        return build_backbone(backbone, num_classes=80)


@contextmanager
def with_module(backbone: str, variant: str) -> Iterator[tuple[nn.Module, tuple[str, ...]]]:
    """A network behind whose last two blocks of the backbone a module is, and its modules."""
    model = network(backbone)
    added = parse_variant(variant) if variant else THE_BASELINE
    injection = inject_variant(model, added, "backbone.stage[34].tap", SMALL)
    with injection or nullcontext():
        places = injection.places if injection else ()
        yield model, tuple(place.module_path for place in places)


Sizes = Mapping[str, Mapping[str, int]]


@cache
def sizes(backbone: str) -> Sizes:
    small, large = (read_ledger(network(backbone), size) for size in (SMALL, LARGE))
    return reported_sizes(large, small, SCALE)


def sizes_with(model: nn.Module, injected: tuple[str, ...]) -> Sizes:
    """Sizes that a report scales; those of the network's own image are not of it."""
    small = read_ledger(model, SMALL, injected)
    return reported_sizes(small, small, SCALE)


def giga(count: int, digits: int) -> str:
    return f"{count / 1e9:.{digits}f}"


PUBLISHED = {
    "yolov5n": (1_867_405, "4.52", "4.50", "4.56", "4.47"),
    "yolov5s": (7_225_885, "16.53", "16.49", "16.62", "16.43"),
    "yolov5m": (21_172_173, "49.06", "48.97", "49.23", "48.87"),
    "yolov5l": (46_533_693, "109.29", "109.15", "109.58", "108.99"),
}
"""Fused parameters; GFLOPs by thop of 2020, of later thop, each with norms and fused."""


@pytest.mark.parametrize(
    "backbone",
    [pytest.param(b, marks=pytest.mark.slow if b == "yolov5l" else ()) for b in PUBLISHED],
)
def test_the_networks_have_the_reported_sizes(backbone: str) -> None:
    reported = sizes(backbone)
    flops = reported["macs"]
    names = (THOP_2020, FUSED_2020, LATER, LATER_FUSED)
    assert (
        reported["params"]["norms fused"],
        *(giga(flops[name], 2) for name in names),
    ) == PUBLISHED[backbone]


AUDITED = {
    "": (7_225_885, "16.485", "16.485"),
    "cbam": (7_267_861, "16.551", "16.551"),
    "sa": (7_225_921, "16.485", "16.485"),
    "eca(kernel_size=3)": (7_225_891, "16.487", "16.487"),
    "ca": (7_258_213, "16.526", "16.526"),
    "ema(groups=16)": (7_238_877, "16.763", "16.503"),
    "ema": (7_229_181, "16.626", "16.490"),
}
"""In yolov5s: fused parameters; GFLOPs without pooling, folded groups each and once."""


@pytest.mark.parametrize("variant", AUDITED)
def test_a_module_adds_what_was_counted_by_hand(variant: str) -> None:
    with with_module("yolov5s", variant) as (model, injected):
        reported = sizes_with(model, injected)
    assert (
        reported["params"]["norms fused"],
        giga(reported["macs"][PLAIN_FUSED_2020], 3),
        giga(reported["macs"][ONCE_FUSED_2020], 3),
    ) == AUDITED[variant]


def test_honest_operations_are_those_of_the_networks_own_image() -> None:
    reported = sizes("yolov5s")["macs"]
    operations = reported["two operations per multiply-accumulate"]
    assert giga(operations, 3) == "16.434"
    assert operations == 2 * reported["multiply-accumulates"]


def fused(model: nn.Module) -> nn.Module:
    """A copy whose own norms are fused into its convolutions, as torch does it."""
    twin = copy.deepcopy(model).eval()
    for unit in twin.modules():
        if isinstance(unit, ConvUnit):
            unit.conv = fuse_conv_bn_eval(unit.conv, unit.norm)
            unit.norm = nn.Identity()  # type: ignore[assignment]  # what is left of it
    return twin


def check_fused(model: nn.Module, reported: Sizes) -> None:
    twin = fused(model)
    assert reported["params"]["norms fused"] == sum(p.numel() for p in twin.parameters())
    assert reported["macs"][LATER] == 800 * count_macs("thop", model, SMALL).total()
    assert reported["macs"][LATER_FUSED] == 800 * count_macs("thop", twin, SMALL).total()


def test_fusing_for_real_gives_the_same_sizes() -> None:
    check_fused(network("yolov5n"), sizes("yolov5n"))
    with with_module("yolov5n", "nam") as (model, injected):
        check_fused(model, sizes_with(model, injected))


def test_every_convention_says_what_it_counts() -> None:
    reported = sizes("yolov5n")
    assert {key: list(names) for key, names in reported.items()} == {
        key: list(names) for key, names in MEANINGS.items()
    }
    macs = MEANINGS["macs"].values()
    assert len(set(macs)) == len(macs)
