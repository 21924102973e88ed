"""Pictures of test images with the detections of each row of a study."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from torch import Tensor

from attnbench.data.feed import Batch, Feed, Order
from attnbench.data.source import DataSource
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.tasks.detection.pictures.drawing import Picture, draw_detections
from attnreport.record import AnyRecord, TrainRecord, newest

IMAGES = 12
"""The first test images, as many as are drawn."""

Arrays = Mapping[str, NDArray[np.generic]]
"""The outcomes of a training cell; see `Detection.evaluate`."""


def draw_sheets(study: Study, source: DataSource) -> Iterator[tuple[str, bytes]]:
    """For each trained row, the detections of its first seed: a file name and a PNG.

    Args:
        study: The trained rows.
        source: The data set that they were trained on.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if it has no trained row.
    """
    runs = list(_first_runs(newest(study.records())))
    if not runs:
        raise WrongUse(f"{study.folder} has no trained row yet; run compare again")
    plan = study.plan
    feed = source.feed(Order(recipe=plan.recipe, device="cpu", limit=plan.limit))
    for run in runs:
        pictures = list(pictures_of(feed, study.outcomes(run.key)))
        title = f"{run.label}, seed {run.seed}"
        yield f"detections-{run.key}.png", draw_detections(pictures, source.class_names, title)


def _first_runs(records: Iterable[AnyRecord]) -> Iterator[TrainRecord]:
    """For each row, the run of its first seed that succeeded."""
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    first = {run.variant: run for run in sorted(runs, key=lambda run: run.seed, reverse=True)}
    return iter(first.values())


def pictures_of(feed: Feed, detections: Arrays) -> Iterator[Picture]:
    """The first test images as the network gets them, with true and detected boxes."""
    tiles = (
        (batch, place) for batch in feed.evaluation("test") for place in range(len(batch["images"]))
    )
    for index, (batch, place) in enumerate(islice(tiles, IMAGES)):
        yield _picture(batch, place, detections, index)


def _picture(batch: Batch, place: int, detections: Arrays, index: int) -> Picture:
    labels, scale = batch["labels"][place], batch["scales"][place]
    is_true, is_here = labels >= 0, detections["detected_image"] == index
    return Picture(
        pixels=_pixels(batch["images"][place]),
        true_boxes=(batch["boxes"][place][is_true] * scale).numpy(),
        true_labels=labels[is_true].numpy(),
        detected_boxes=detections["detected_boxes"][is_here] * scale.item(),
        detected_labels=detections["detected_labels"][is_here],
        detected_scores=detections["detected_scores"][is_here],
    )


def _pixels(image: Tensor) -> NDArray[np.uint8]:
    """Normalised (3, H, W) -> (H, W, 3)."""
    mean, deviation = (
        torch.tensor(values).view(-1, 1, 1)
        for values in (IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)
    )
    pixels = (image * deviation + mean).mul(255).round().clamp(0, 255)
    return pixels.permute(1, 2, 0).to(torch.uint8).numpy()
