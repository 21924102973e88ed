"""Mean average precision as COCO defines it (Lin et al., ECCV 2014), in percent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from torch import Tensor

from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.tasks.detection.detector import Detections

if TYPE_CHECKING:
    from torchmetrics import detection as metrics
else:
    metrics = lazy("torchmetrics.detection")  # Takes seconds.

NAMES: Mapping[str, str] = {
    "map50": "map_50",
    "map50_95": "map",
    "map_small": "map_small",
    "map_medium": "map_medium",
    "map_large": "map_large",
}
"""By name of a score, what torchmetrics calls it."""

NEEDED = ("torchmetrics", "faster_coco_eval")
"""What the extra `detection` brings."""

IOUS: Sequence[float] = np.linspace(0.5, 0.95, 10).tolist()
"""As COCO's authors compute them,"""

RECALLS: Sequence[float] = np.linspace(0, 1, 101).tolist()
"""in float64: torchmetrics' own, of float32, miss a recall of 0.6 that is just reached."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The objects that are in one image."""

    boxes: Tensor
    """(N, 4): left, top, right and bottom in pixels of the original image."""
    labels: Tensor
    """(N,) of int64."""
    crowds: Tensor
    """(N,) of bool: a group that is no single object; detections there do not count."""
    areas: Tensor
    """(N,), in square pixels, by which an object is small (< 32^2), medium or large (> 96^2)."""


def scores(detections: Sequence[Detections], truth: Sequence[Truth]) -> Mapping[str, float]:
    """Mean average precision over the classes of a data set.

    Args:
        detections: One an image, in pixels of the original image; the best 100 of each class
            count.
        truth: The objects in these images.

    Returns:
        By name of `NAMES`; without the sizes that no object has, and empty without any object.
    """
    metric = metrics.MeanAveragePrecision(
        iou_thresholds=list(IOUS), rec_thresholds=list(RECALLS), backend="faster_coco_eval"
    )
    metric.warn_on_many_detections = False
    metric.update(list(map(_detected, detections)), list(map(_true, truth)))
    values = metric.compute()
    percent = {name: 100 * values[key].item() for name, key in NAMES.items()}
    return {name: value for name, value in percent.items() if value >= 0}


def refuse_without_metric() -> None:
    """Check that detections can be scored on this machine.

    Raises:
        WrongUse: if torchmetrics or faster-coco-eval is not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise WrongUse(
            "mean average precision needs torchmetrics and faster-coco-eval, and "
            f"{' and '.join(missing)} cannot be imported; pip install 'attnbench[detection]'"
        )


def _detected(detections: Detections) -> dict[str, Tensor]:
    return {"boxes": detections.boxes, "scores": detections.scores, "labels": detections.labels}


def _true(truth: Truth) -> dict[str, Tensor]:
    return {
        "boxes": truth.boxes,
        "labels": truth.labels,
        "iscrowd": truth.crowds.long(),
        "area": truth.areas,
    }
