"""Modules go into a segmenter's backbone as into the backbone alone, run once, and learn."""

from collections import Counter
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

import attnbench
from attnbench.errors import NoMatch
from attnbench.injection.injection import Injection
from attnbench.network.backbone import build_backbone
from attnbench.tasks.segmentation.heads.build import HEADS, build_segmenter
from attnbench.tasks.segmentation.segmenter import Segmenter

SIZE = (3, 64, 64)
CLASSES = 3
BACKBONES = {
    "resnet18": ("residual", "block", "stage", "inner", "layer[34].*"),
    "convnext_atto": ("residual", "block", "stage", "inner", "stages.[12].blocks.*"),
    "mobilenetv3_small_100": ("residual", "block", "stage", "inner", "replace", "blocks.*"),
    "swin_tiny_patch4_window7_224(img_size=64)": ("residual", "block", "stage", "layers.*"),
}
"""By a backbone, the sites that it has, and a pattern of its layer names."""

CASES = [
    *(("resnet18", site, "fcn") for site in BACKBONES["resnet18"]),
    ("resnet18", "residual", "uper"),
    ("convnext_atto", "block", "uper"),
    ("mobilenetv3_small_100", "replace", "fcn"),
    *(
        pytest.param(backbone, site, head, marks=pytest.mark.slow)
        for backbone, sites in BACKBONES.items()
        for site in sites
        for head in HEADS
    ),
]


def segmenter(backbone: str, head: str, device: str = "meta") -> Segmenter:
    torch.manual_seed(0)
    with torch.device(device):
        network = build_backbone(backbone, num_classes=0, zero_init_last=False)
        return build_segmenter(head, network, num_classes=CLASSES, size=SIZE)


def bare_places(backbone: str, site: str) -> list[str]:
    with torch.device("meta"):
        network = build_backbone(backbone, num_classes=0)
    injection = attnbench.inject(network, "eca", site=site, input_size=SIZE)
    return [place.path for place in injection.places]


def modules_of(injection: Injection) -> Iterator[nn.Module]:
    return (injection.model.get_submodule(place.module_path) for place in injection.places)


def calls_in(
    network: Segmenter, injection: Injection, images: Tensor
) -> tuple[Counter[str], Tensor]:
    """How often the module of each place runs in one training forward, and the loss of it."""
    calls: Counter[str] = Counter()
    for place in injection.places:
        injection.model.get_submodule(place.module_path).register_forward_hook(
            lambda *_, path=place.path: calls.update([path])
        )
    masks = torch.zeros(len(images), *SIZE[1:], dtype=torch.int64, device=images.device)
    scores = network.train()(images)
    assert isinstance(scores, tuple)
    return calls, network.loss(scores, masks)


@pytest.mark.parametrize(("backbone", "site", "head"), CASES)
def test_places_are_those_of_the_backbone_and_each_module_runs_once_and_is_reached(
    backbone: str, site: str, head: str
) -> None:
    network = segmenter(backbone, head)
    own = f"backbone.{site}" if "*" in site else site
    injection = attnbench.inject(network, "eca", site=own, input_size=SIZE)
    expected = [f"backbone.{path}" for path in bare_places(backbone, site)]
    paths = [place.path for place in injection.places]
    assert paths == expected
    calls, loss = calls_in(network, injection, torch.empty(2, *SIZE, device="meta"))
    loss.backward()
    assert calls == Counter(paths)
    for module in modules_of(injection):
        assert all(parameter.grad is not None for parameter in module.parameters())


@pytest.mark.parametrize("head", HEADS)
def test_the_neck_is_the_one_reduced_map_of_the_head(head: str) -> None:
    network = segmenter("resnet18", head)
    injection = attnbench.inject(network, "eca", site="neck", input_size=SIZE)
    assert [place.path for place in injection.places] == ["head.tap"]
    (place,) = injection.places
    assert (place.channels, place.height, place.width) == (network.head.width, 2, 2)
    calls, loss = calls_in(network, injection, torch.empty(2, *SIZE, device="meta"))
    loss.backward()
    assert calls == {"head.tap": 1}
    (module,) = modules_of(injection)
    assert all(parameter.grad is not None for parameter in module.parameters())


@pytest.mark.parametrize("head", HEADS)
def test_modules_in_backbone_and_neck_learn_from_numbers(head: str) -> None:
    network = segmenter("resnet14-narrow", head, "cpu")
    places = [
        attnbench.inject(network, "ema", site="residual", input_size=SIZE),
        attnbench.inject(network, "eca", site="neck", input_size=SIZE),
    ]
    images = torch.randn(2, *SIZE, generator=torch.Generator().manual_seed(0))
    scores = network.train()(images)
    network.loss(scores, (images[:, 0] > 0).long()).backward()
    for injection in places:
        assert injection.places
        for module in modules_of(injection):
            for name, parameter in module.named_parameters():
                assert parameter.grad is not None, name
                assert parameter.grad.isfinite().all(), name
                assert parameter.grad.any(), name


@pytest.mark.parametrize("backbone", ["resnet18", "convnext_atto"])
def test_a_backbone_without_attention_has_none_to_replace(backbone: str) -> None:
    with pytest.raises(NoMatch, match="replace"):
        attnbench.inject(segmenter(backbone, "fcn"), "eca", site="replace", input_size=SIZE)


def test_a_pattern_reaches_the_head_too() -> None:
    network = segmenter("resnet18", "uper")
    injection = attnbench.inject(network, "eca", site="head.laterals.*", input_size=SIZE)
    assert [place.path for place in injection.places] == [f"head.laterals.{i}" for i in range(3)]
