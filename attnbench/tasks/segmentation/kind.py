"""The task `segment`: the class of every pixel of an image."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from attnbench.data.source import DataSource
from attnbench.lazy import lazy
from attnbench.tasks.kind import PerClass, TaskKind, UsualSetting
from attnbench.tasks.segmentation.fields import SegmentationFields
from attnbench.tasks.segmentation.recipes import RECIPES
from attnbench.tasks.segmentation.sources import SOURCES
from attnreport.record import ScoreKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from attnbench.data.feed import Order
    from attnbench.meta import ImageSize
    from attnbench.study import Study
    from attnbench.tasks.kind import MakeBackbone
    from attnbench.tasks.segmentation import by_class, segmentation
    from attnbench.tasks.segmentation.heads import build
    from attnbench.tasks.segmentation.pictures import masks
    from attnreport.comparison import class_scores
else:
    by_class = lazy("attnbench.tasks.segmentation.by_class")
    build = lazy("attnbench.tasks.segmentation.heads.build")
    masks = lazy("attnbench.tasks.segmentation.pictures.masks")
    segmentation = lazy("attnbench.tasks.segmentation.segmentation")

HEADS = ("fcn", "uper")
PUBLISHED_SIZE = (3, 512, 512)
ADE20K_CLASSES = 150


def _make(source: DataSource, order: "Order") -> "segmentation.Segmentation":
    return segmentation.Segmentation(source.feed(order), source.class_names)


def _build(
    make_backbone: "MakeBackbone", head: str, num_classes: int, size: "ImageSize | None"
) -> "nn.Module":
    """The network that the head makes of the backbone."""
    image = size or PUBLISHED_SIZE
    return build.build_segmenter(head, make_backbone(0), num_classes=num_classes, size=image)


def _draw(study: "Study", source: DataSource) -> Iterator[tuple[str, bytes]]:
    return masks.draw_sheets(study, source)


def _class_scores(
    outcomes: "Mapping[str, NDArray[np.generic]]",
) -> "class_scores.ClassScores | None":
    return by_class.class_scores_of(outcomes)


SEGMENTATION = TaskKind(
    name="segment",
    meaning="the class of every pixel of an image",
    sources=SOURCES,
    scores=(
        ScoreKind(name="miou", head="mIoU"),
        ScoreKind(name="aacc", head="aAcc"),
        ScoreKind(name="macc", head="mAcc"),
    ),
    data="digit-masks",
    recipes=RECIPES,
    recipe="quick-masks",
    recipe_fields=SegmentationFields,
    make=_make,
    build=_build,
    heads=HEADS,
    usual=(UsualSetting(size=PUBLISHED_SIZE, num_classes=ADE20K_CLASSES),),
    sites=("neck",),
    pictures=_draw,
    per_class=PerClass(
        kind=ScoreKind(name="iou", head="IoU"),
        samples="pixels",
        rule=(
            "A class that no mask and no prediction has is left out of the mean, which is mIoU; "
            "one that is only predicted counts as 0."
        ),
        read=_class_scores,
    ),
    notes=(
        "Sizes and times are of the whole network, from the image to the scores of its finest map: "
        "bringing these to the size of the image is not included.",
    ),
)
