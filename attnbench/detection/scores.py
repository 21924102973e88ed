"""Mean average precision as COCO defines it (Lin et al., ECCV 2014), in percent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from attnbench.detection.detector import Detections
from attnbench.errors import WrongUse

if TYPE_CHECKING:
    from torchmetrics.detection import MeanAveragePrecision

NAMES: Mapping[str, str] = {
    "map50": "map_50",
    "map50_95": "map",
    "map_small": "map_small",
    "map_medium": "map_medium",
    "map_large": "map_large",
}
"""What a score is called here, and by torchmetrics; the first one is the headline."""

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
    """(N,) of bool: a group that is no single object; what is found there does not count."""
    areas: Tensor
    """(N,), in square pixels, by which an object is small (< 32^2), medium or large (> 96^2)."""


def scores(found: Sequence[Detections], truth: Sequence[Truth]) -> Mapping[str, float]:
    """Mean average precision over the classes of a data set.

    Args:
        found: In each image, in pixels of the original one; the best 100 of each class count.
        truth: Of the same images.

    Returns:
        By name of `NAMES`; without the sizes that no object has, and empty without any object.

    Raises:
        WrongUse: if torchmetrics or faster-coco-eval is not installed.
    """
    values = _measure(_metric(IOUS), found, truth)
    percent = {name: 100 * values[theirs].item() for name, theirs in NAMES.items()}
    return {name: value for name, value in percent.items() if value >= 0}


def image_scores(found: Sequence[Detections], truth: Sequence[Truth]) -> NDArray[np.float64]:
    """Of each image alone, for paired tests, mAP(0.5) in percent over the classes that are in it.

    Returns:
        (N,); NaN where there is no object.

    Raises:
        WrongUse: if torchmetrics or faster-coco-eval is not installed.
    """
    metric = _metric(IOUS[:1])
    precisions = [
        _measure(metric, [ours], [theirs])["map_50"].item()
        for ours, theirs in zip(found, truth, strict=True)
    ]
    return np.array([100 * each if each >= 0 else np.nan for each in precisions])


def _metric(ious: Sequence[float]) -> "MeanAveragePrecision":
    try:
        from torchmetrics.detection import MeanAveragePrecision  # noqa: PLC0415

        metric = MeanAveragePrecision(
            iou_thresholds=list(ious), rec_thresholds=list(RECALLS), backend="faster_coco_eval"
        )
    except ImportError as error:
        raise WrongUse(
            "mean average precision needs torchmetrics and faster-coco-eval, which are not "
            f"installed ({error}); pip install 'attnbench[detection]'"
        ) from error
    metric.warn_on_many_detections = False
    return metric


def _measure(
    metric: "MeanAveragePrecision", found: Sequence[Detections], truth: Sequence[Truth]
) -> Mapping[str, Tensor]:
    """Everything that torchmetrics says of these images alone; -1 where it cannot."""
    metric.reset()
    metric.update(list(map(_found, found)), list(map(_true, truth)))
    return metric.compute()


def _found(found: Detections) -> dict[str, Tensor]:
    return {"boxes": found.boxes, "scores": found.scores, "labels": found.labels}


def _true(truth: Truth) -> dict[str, Tensor]:
    return {
        "boxes": truth.boxes,
        "labels": truth.labels,
        "iscrowd": truth.crowds.long(),
        "area": truth.areas,
    }
