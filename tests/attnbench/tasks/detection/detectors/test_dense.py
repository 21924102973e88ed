"""FCOS and RetinaNet train on backbones of any family, with modules in backbone and neck."""

import copy
import io
from collections import Counter
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torchvision.ops import box_iou

import attnbench
from attnbench.errors import UnknownName
from attnbench.network.backbone import build_backbone
from attnbench.tasks.detection.detector import Detector
from attnbench.tasks.detection.detectors.build import DETECTORS, build_detector
from attnbench.tasks.detection.detectors.dense import DenseDetector

SIZE = (3, 64, 64)
CLASSES = 3
FAMILIES = ["resnet14-narrow", "mobilenetv2_100"]
MORE_FAMILIES = ["resnet18", "convnext_atto", "efficientnet_b0", "cspdarknet53"]
BOXES = torch.tensor([[[8.0, 10, 30, 40], [35, 30, 60, 58]], [[20, 4, 50, 28], [0, 0, 0, 0]]])
LABELS = torch.tensor([[0, 2], [1, -1]])

on_both = pytest.mark.parametrize("name", DETECTORS)
in_every_family = pytest.mark.parametrize(
    "backbone", [*FAMILIES, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE_FAMILIES)]
)


def build(name: str, backbone: str = "resnet14-narrow", *, seed: int = 0) -> DenseDetector:
    torch.manual_seed(seed)
    network = build_backbone(backbone, num_classes=10, zero_init_last=False)
    return build_detector(name, network, num_classes=CLASSES, size=SIZE)


@cache
def build_meta(name: str, backbone: str, size: tuple[int, int, int] = SIZE) -> DenseDetector:
    """Shared by all tests: what is injected into it must be taken out again."""
    with torch.device("meta"):
        network = build_backbone(backbone, num_classes=10, zero_init_last=False)
        return build_detector(name, network, num_classes=CLASSES, size=size)


@cache
def shapes(name: str) -> list[torch.Size]:
    """Of a detector's predictions for two images."""
    predictions = build_meta(name, "resnet14-narrow")(torch.empty(2, *SIZE, device="meta"))
    return [level.shape for level in predictions]


def images() -> Tensor:
    """(2, 3, 64, 64): a rectangle in the colour of its class at each box."""
    pixels = torch.zeros(2, *SIZE)
    for image, (boxes, labels) in enumerate(zip(BOXES, LABELS, strict=True)):
        for (left, top, right, bottom), label in zip(boxes.int().tolist(), labels, strict=True):
            pixels[image, label, top:bottom, left:right] = 2.0
    return pixels


@on_both
@in_every_family
def test_the_loss_is_finite_and_reaches_every_parameter(name: str, backbone: str) -> None:
    detector = build(name, backbone)
    loss = detector.loss(detector(images()), BOXES, LABELS)
    loss.backward()
    assert loss.isfinite()
    assert [path for path, parameter in detector.named_parameters() if parameter.grad is None] == []


@on_both
@in_every_family
def test_it_runs_without_numbers_and_predicts_for_every_position(name: str, backbone: str) -> None:
    size = (3, 96, 128)
    detector = build_meta(name, backbone, size)
    assert isinstance(detector, Detector)
    predictions = detector(torch.empty(2, *size, device="meta"))
    assert [tuple(prediction.shape[1:3]) for prediction in predictions] == [
        (96 // stride, 128 // stride) for stride in detector.neck.strides
    ]


@in_every_family
@pytest.mark.parametrize(
    "site",
    [
        "residual",
        "neck",
        *(pytest.param(site, marks=pytest.mark.slow) for site in ("block", "stage")),
    ],
)
def test_a_module_runs_once_at_every_place(backbone: str, site: str) -> None:
    detector = build_meta("fcos", backbone)
    calls: Counter[str] = Counter()
    with attnbench.inject(detector, "ema", site=site, groups=8) as injection:
        for place in injection.places:
            detector.get_submodule(place.module_path).register_forward_hook(
                lambda *_, path=place.path: calls.update([path])
            )
        detector(torch.empty(2, *SIZE, device="meta"))
    assert calls == {place.path: 1 for place in injection.places}
    start = "neck." if site.startswith("neck") else "backbone."
    assert all(place.path.startswith(start) for place in injection.places)


@on_both
def test_stages_and_neck_are_named_as_they_are(name: str) -> None:
    detector = build_meta(name, "resnet18")
    parts = dict(detector.named_modules())
    infos = [*detector.feature_info, *detector.neck_info]
    assert {info["module"] for info in infos} <= parts.keys()
    assert [info["reduction"] for info in detector.neck_info] == [8, 16, 32]


@on_both
def test_a_copy_uses_its_own_weights(name: str) -> None:
    detector = build(name).eval()
    attnbench.inject(detector, "ema", site="neck", groups=8)
    before = detector(images())
    twin = copy.deepcopy(detector)
    with torch.no_grad():
        for parameter in twin.parameters():
            parameter.zero_()
    assert all(map(torch.equal, detector(images()), before))
    assert not torch.equal(twin(images())[0], before[0])


@on_both
def test_weights_go_through_a_file(name: str) -> None:
    one, other = build(name, seed=0).eval(), build(name, seed=1).eval()
    file = io.BytesIO()
    torch.save(one.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True))
    assert all(map(torch.equal, one(images()), other(images())))


@on_both
def test_predictions_are_the_same_in_both_modes_but_for_norms(name: str) -> None:
    detector = build(name)
    for part in detector.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = 0.0
    training = detector.train()(images())
    evaluating = detector.eval()(images())
    assert [prediction.shape for prediction in training] == [
        prediction.shape for prediction in evaluating
    ]


@pytest.mark.parametrize("name", ["fcos", pytest.param("retinanet", marks=pytest.mark.slow)])
def test_it_learns_where_two_images_have_their_objects(name: str) -> None:
    detector = build(name)
    optimizer = torch.optim.AdamW(detector.parameters(), 2e-3)
    for _ in range(40):
        optimizer.zero_grad()
        detector.loss(detector(images()), BOXES, LABELS).backward()
        optimizer.step()
    with torch.no_grad():
        detections = detector.detect(detector(images()))
    for detected, boxes, labels in zip(detections, BOXES, LABELS, strict=True):
        real, likely = labels >= 0, detected.scores > 0.3
        overlaps = box_iou(boxes[real], detected.boxes[likely])
        same = labels[real][:, None] == detected.labels[likely]
        assert (overlaps * same).amax(dim=1).min() > 0.7


@on_both
def test_images_without_objects_have_a_loss(name: str) -> None:
    detector = build(name)
    loss = detector.loss(detector(images()), torch.zeros(2, 0, 4), torch.zeros(2, 0).long())
    assert loss.isfinite()
    assert loss > 0


@on_both
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 100))
def test_what_is_found_lies_in_the_image_the_most_certain_first(name: str, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    predictions = tuple(3 * torch.randn(shape, generator=generator) for shape in shapes(name))
    for detections in build_meta(name, "resnet14-narrow").detect(predictions):
        assert 0 < len(detections.scores) <= 100
        assert detections.boxes.min() >= 0
        assert detections.boxes.max() <= 64
        assert detections.scores.tolist() == sorted(detections.scores.tolist(), reverse=True)
        assert {*detections.labels.tolist()} <= {*range(CLASSES)}


def test_the_parts_that_a_detector_has_no_use_for_are_left_out() -> None:
    whole = build_backbone("resnet18", num_classes=10)
    parts = {path for path, _ in build_meta("fcos", "resnet18").backbone.named_parameters()}
    assert {path for path, _ in whole.named_parameters()} - parts == {"fc.weight", "fc.bias"}


def test_a_final_norm_is_left_out() -> None:
    size = (3, 224, 224)
    backbone = build_meta("fcos", "swin_tiny_patch4_window7_224", size).backbone
    assert not [path for path, _ in backbone.named_parameters() if path.startswith("norm.")]


def test_anchors_follow_the_strides() -> None:
    detector = build_meta("retinanet", "resnet14-narrow")
    sides = [min(sizes) for sizes in detector.model.anchor_generator.sizes]
    assert sides == [4 * stride for stride in detector.neck.strides]


def test_an_unknown_detector_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="unknown detector 'fcso'; did you mean 'fcos'"):
        build_meta("fcso", "resnet18")
