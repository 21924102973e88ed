"""The networks of YOLOv5: published sizes, maps, places."""

import copy
import math
from dataclasses import replace
from functools import cache

import pytest
import torch
from torch import nn

from attnbench.errors import NoMatch, WrongUse
from attnbench.injection.inject import inject
from attnbench.network.backbone import build_backbone
from attnbench.network.build import inject_variant
from attnbench.network.misfits import refuse_misfits
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.tasks.detection.yolov5.backbone import V5
from attnbench.tasks.detection.yolov5.neck import Neck, RewiredNeck
from attnbench.tasks.detection.yolov5.network import NETWORKS, YoloV5
from attnbench.tasks.detection.yolov5.scale import Scale
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data
from attnbench.tasks.tasks import task_of_network

COCO, VISDRONE = 80, 10

PARAMS = {
    ("yolov5n", COCO): 1_872_157,
    ("yolov5s", COCO): 7_235_389,
    ("yolov5m", COCO): 21_190_557,
    ("yolov5l", COCO): 46_563_709,
    ("yolov5x", COCO): 86_749_405,
    ("yolov5s", VISDRONE): 7_046_599,
    ("yolov5x", VISDRONE): 86_278_375,
    ("yolov5x-p2", COCO): 91_501_980,
    ("yolov5x-p2", VISDRONE): 90_963_540,
    ("yolov5x-p2-rewired", VISDRONE): 90_963_540 + 204_800,
}
"""By name and classes, as counted from the published graphs."""
CLASSES = dict(list(PARAMS))
"""By name, the classes of one of its published graphs."""
SIZE = (3, 64, 64)


@cache
def build_meta(name: str, num_classes: int = COCO) -> YoloV5:
    """Shared by all tests: what is injected into it must be taken out again."""
    with torch.device("meta"):
        return NETWORKS[name](num_classes)


def build_tiny(num_classes: int, *, finest: int = 3, neck: type[Neck] = Neck) -> YoloV5:
    """Of the fewest layers."""
    torch.manual_seed(0)
    scale = Scale(depth=0.1, width=0.125)
    return YoloV5(num_classes, scale=scale, era=V5, finest=finest, neck=neck)


@pytest.mark.parametrize(("name", "num_classes"), PARAMS)
def test_a_network_has_the_published_number_of_parameters(name: str, num_classes: int) -> None:
    network = build_meta(name, num_classes)
    assert sum(parameter.numel() for parameter in network.parameters()) == PARAMS[name, num_classes]


@pytest.mark.parametrize("name", NETWORKS)
def test_each_level_gives_three_anchors_with_five_values_and_the_classes(name: str) -> None:
    network = build_meta(name, CLASSES[name])
    maps = network(torch.empty(2, 3, 64, 96, device="meta"))
    channels = 3 * (5 + network.num_classes)
    assert [tuple(level_map.shape) for level_map in maps] == [
        (2, channels, 64 // stride, 96 // stride) for stride in network.strides
    ]
    assert [len(level.anchors) for level in network.levels] == [3] * len(network.strides)


def test_the_maps_are_the_same_function_of_the_image_in_both_modes() -> None:
    network = build_meta("yolov5n")
    images = torch.empty(2, 3, 64, 64, device="meta")
    shapes = [
        [level_map.shape for level_map in network.train(mode)(images)] for mode in (True, False)
    ]
    assert shapes[0] == shapes[1]


def test_an_image_that_does_not_halve_to_the_coarsest_level_is_refused() -> None:
    with pytest.raises(WrongUse, match=r"100x64 do not halve.*multiples of 32"):
        build_meta("yolov5n")(torch.empty(1, 3, 100, 64, device="meta"))


def test_a_fresh_network_expects_few_objects() -> None:
    torch.manual_seed(0)
    head = NETWORKS["yolov5n"](COCO).head
    for stride, part in zip((8, 16, 32), head.children(), strict=True):
        assert isinstance(part, nn.Conv2d)
        assert part.bias is not None
        bias = part.bias.detach().view(3, -1)
        expected = math.log(8 / (640 / stride) ** 2)
        spread = part.in_channels**-0.5
        assert torch.all((bias[:, 4] - expected).abs() <= spread)
        assert torch.all((bias[:, 5:] - math.log(0.6 / (COCO - 0.99))).abs() <= spread)


def test_every_parameter_learns_and_a_copy_computes_the_same() -> None:
    network = build_tiny(3)
    images = torch.rand(2, 3, 64, 64)
    sum(level_map.square().mean() for level_map in network(images)).backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
    network.eval()
    twin = copy.deepcopy(network)
    with torch.no_grad():
        for level_map, other in zip(network(images), twin(images), strict=True):
            assert torch.equal(level_map, other)


PLACES = {
    ("yolov5s", "stage"): [64, 128, 256, 512],
    ("yolov5s", "neck"): [128, 256, 512],
    ("yolov5s", "backbone.stage[34].tap"): [256, 512],
    ("yolov5s", "neck.*.*.tap"): [256, 128, 256, 512],
    ("yolov5s", "residual"): [32, *2 * [64], *3 * [128], 256],
    ("yolov5s", "block"): [32, *2 * [64], *3 * [128], 256, 128, 64, 128, 256],
    ("yolov5s", "inner"): [32, *2 * [64], *3 * [128], 256, 128, 64, 128, 256],
    ("yolov5x-p2", "neck"): [320, 320, 640, 1280],
    ("yolov5x-p2", "neck.*.p[234].tap"): [640, 320, 320, 320, 640],
    ("yolov5x-p2-rewired", "neck.*.p[234].tap"): [640, 320, 320, 320, 640],
}
"""By name and site, the channels of the places."""


@pytest.mark.parametrize(
    ("name", "site"),
    [
        pytest.param(*place, marks=pytest.mark.slow) if place[0] == "yolov5x-p2" else place
        for place in PLACES
    ],
)
def test_each_site_has_its_places(name: str, site: str) -> None:
    network = build_meta(name, CLASSES[name])
    with inject(network, "eca", site=site, input_size=SIZE) as injection:
        assert [place.channels for place in injection.places] == PLACES[name, site]


ADDED = {
    "backbone.stage[34].tap": (41_976, 32_328, 3_296, 12_992),
    "stage": (44_940, 37_368, 3_520, 13_840),
    "neck.*.*.tap": (52_824, 42_360, 4_144, 16_288),
    "residual": (17_038, 20_968, 1_310, 5_040),
    "block": (30_850, 36_040, 2_382, 9_184),
}
"""By site in yolov5s, the parameters that CBAM, CA, and EMA of 32 and 16 groups add."""


@pytest.mark.parametrize(
    "site",
    [
        *("backbone.stage[34].tap", "neck.*.*.tap"),
        *(pytest.param(site, marks=pytest.mark.slow) for site in ("stage", "residual", "block")),
    ],
)
def test_modules_add_what_was_counted_by_hand(site: str) -> None:
    network = build_meta("yolov5s")
    modules = ("cbam", "ca", "ema", "ema(groups=16)")
    for module, added in zip(modules, ADDED[site], strict=True):
        injection = inject_variant(network, parse_variant(module), site, SIZE)
        assert injection is not None
        with injection:
            assert sum(parameter.numel() for parameter in network.parameters()) == 7_235_389 + added


REACHED = {
    (Neck, "top_down.p4"): [0, 1, 2, 3],
    (Neck, "top_down.p2"): [0, 1, 2, 3],
    (Neck, "bottom_up.p3"): [1, 2, 3],
    (Neck, "bottom_up.p5"): [3],
    (RewiredNeck, "top_down.p4"): [0, 1, 2, 3],
    (RewiredNeck, "top_down.p2"): [1, 2, 3],
    (RewiredNeck, "bottom_up.p3"): [2, 3],
    (RewiredNeck, "bottom_up.p4"): [3],
}
"""By neck and merge, the levels of the head that a module in its tap changes."""


@pytest.mark.parametrize(("neck", "merge"), REACHED)
def test_the_rewired_heads_read_before_the_modules(neck: type[Neck], merge: str) -> None:
    tiny = build_tiny(1, finest=2, neck=neck)
    images = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        before = tiny(images)
        tap = tiny.get_submodule(f"neck.{merge}.tap")
        tap.register_forward_hook(lambda _tap, _inputs, level_map: 2 * level_map)
        after = tiny(images)
    changed = [not torch.equal(*pair) for pair in zip(before, after, strict=True)]
    assert [level for level, is_changed in enumerate(changed) if is_changed] == REACHED[neck, merge]


def test_the_rewired_neck_has_no_tap_at_every_head() -> None:
    with pytest.raises(NoMatch, match="its head reads the maps before a module could"):
        inject(build_tiny(1, finest=2, neck=RewiredNeck), "eca", site="neck", input_size=SIZE)


def test_a_network_is_a_detector_by_its_name() -> None:
    owner = task_of_network("yolov5s")
    assert owner is not None
    assert owner.name == "detect"
    assert task_of_network("resnet50") is None
    with torch.device("meta"):
        assert isinstance(build_backbone("yolov5s", num_classes=2), YoloV5)
    with pytest.raises(WrongUse, match="stem cifar is not known for yolov5s"):
        build_backbone("yolov5s", stem="cifar", num_classes=2)


def test_a_detector_is_not_trained_to_classify() -> None:
    plan = Plan(
        modules=parse_variants("eca"), backbone="yolov5n", site="neck", recipe=RECIPES["quick"]
    )
    with pytest.raises(WrongUse, match="backbone must not be yolov5n for the task classify"):
        refuse_misfits(plan, open_data("digits"))
    refuse_misfits(replace(plan, task="detect"), open_data("digit-boxes"))


def test_capture_gives_the_same_maps() -> None:
    network = build_tiny(3).eval()
    inject(network, "eca", site="neck", input_size=SIZE)
    images = torch.rand(1, 3, 32, 32)
    captured = torch.export.export(network, (images,)).module()
    for level_map, other in zip(network(images), captured(images), strict=True):
        torch.testing.assert_close(level_map, other)
