"""The task `detect`: the objects in an image and their boxes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from attnbench.data.source import DataSource
from attnbench.lazy import lazy
from attnbench.tasks.detection.data.layouts import SIDE
from attnbench.tasks.detection.fields import DetectionFields
from attnbench.tasks.detection.recipes import RECIPES
from attnbench.tasks.detection.sources import SOURCES
from attnbench.tasks.kind import TaskKind, UsualSetting
from attnreport.record import ScoreKind

if TYPE_CHECKING:
    from torch import nn

    from attnbench.data.feed import Order
    from attnbench.meta import ImageSize
    from attnbench.study import Study
    from attnbench.tasks.detection import detection
    from attnbench.tasks.detection.detectors import build
    from attnbench.tasks.detection.pictures import detections
    from attnbench.tasks.detection.yolov5 import network
    from attnbench.tasks.kind import MakeBackbone
else:
    detection = lazy("attnbench.tasks.detection.detection")
    build = lazy("attnbench.tasks.detection.detectors.build")
    detections = lazy("attnbench.tasks.detection.pictures.detections")
    network = lazy("attnbench.tasks.detection.yolov5.network")

HEADS = ("fcos", "retinanet")


def _yolov5(name: str, num_classes: int) -> "nn.Module":
    return network.NETWORKS[name](num_classes)


NETWORKS: "Mapping[str, Callable[[int], nn.Module]]" = {
    name: partial(_yolov5, name)
    for name in (
        *("yolov5n", "yolov5s", "yolov5m", "yolov5l", "yolov5x"),
        *("yolov5x-p2", "yolov5x-p2-rewired"),
    )
}


def _make(source: DataSource, order: "Order") -> "detection.Detection":
    return detection.Detection(source.feed(order))


def _build(
    make_backbone: "MakeBackbone", head: str, num_classes: int, size: "ImageSize | None"
) -> "nn.Module":
    """The detector that the head makes of the backbone; without a head the backbone is one."""
    backbone = make_backbone(num_classes)
    if not head:
        return backbone
    image = size or (3, SIDE, SIDE)
    return build.build_detector(head, backbone, num_classes=num_classes, size=image)


def _draw(study: "Study", source: DataSource) -> Iterator[tuple[str, bytes]]:
    return detections.draw_sheets(study, source)


DETECTION = TaskKind(
    name="detect",
    meaning="the objects in an image and their boxes",
    sources=SOURCES,
    scores=(
        ScoreKind(name="map50", head="mAP (0.5)"),
        ScoreKind(name="map50_95", head="mAP (0.5:0.95)"),
        ScoreKind(name="map_small", head="mAP small"),
        ScoreKind(name="map_medium", head="mAP medium"),
        ScoreKind(name="map_large", head="mAP large"),
    ),
    data="digit-boxes",
    recipes=RECIPES,
    recipe="quick-boxes",
    recipe_fields=DetectionFields,
    make=_make,
    build=_build,
    heads=HEADS,
    networks=NETWORKS,
    usual=(UsualSetting(size=(3, SIDE, SIDE), num_classes=80, counted_at=(3, 32, 32)),),
    sites=("neck",),
    pictures=_draw,
    notes=(
        "Sizes and times are of the whole detector, from the image to its raw predictions: "
        "decoding boxes and suppressing duplicates are not included.",
    ),
)
