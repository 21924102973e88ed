"""Pictures of test images with the detections of each row of a study."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from attnbench.data.feed import Batch, Feed, Order
from attnbench.data.source import DataSource
from attnbench.study import Study
from attnbench.tasks.detection.pictures.drawing import Picture, draw_detections
from attnbench.tasks.pictures import first_runs, first_test_images, pixels_of

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
    runs = first_runs(study)
    plan = study.plan
    feed = source.feed(Order(recipe=plan.recipe, device="cpu", limit=plan.limit))
    for run in runs:
        pictures = list(pictures_of(feed, study.outcomes(run.key)))
        title = f"{run.label}, seed {run.seed}"
        yield f"detections-{run.key}.png", draw_detections(pictures, source.class_names, title)


def pictures_of(feed: Feed, detections: Arrays) -> Iterator[Picture]:
    """The first test images as the network gets them, with true and detected boxes."""
    for index, (batch, place) in enumerate(first_test_images(feed)):
        yield _picture(batch, place, detections, index)


def _picture(batch: Batch, place: int, detections: Arrays, index: int) -> Picture:
    labels, scale = batch["labels"][place], batch["scales"][place]
    is_true, is_here = labels >= 0, detections["detected_image"] == index
    return Picture(
        pixels=pixels_of(batch["images"][place]),
        true_boxes=(batch["boxes"][place][is_true] * scale).numpy(),
        true_labels=labels[is_true].numpy(),
        detected_boxes=detections["detected_boxes"][is_here] * scale.item(),
        detected_labels=detections["detected_labels"][is_here],
        detected_scores=detections["detected_scores"][is_here],
    )
