"""What the pictures of every task are made of: the trained rows of a study, and test images."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from torch import Tensor

from attnbench.data.feed import Batch, Feed
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.record import TrainRecord, newest

IMAGES = 12
"""The first test images, as many as are drawn."""


def first_runs(study: Study) -> tuple[TrainRecord, ...]:
    """For each trained row, in the study's order, the run of its first seed that succeeded.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if it has no trained row.
    """
    runs = [r for r in newest(study.records()) if isinstance(r, TrainRecord) and r.error is None]
    first = {run.variant: run for run in sorted(runs, key=lambda run: run.seed, reverse=True)}
    rows = tuple(first[str(row)] for row in study.plan.variants if str(row) in first)
    if not rows:
        raise WrongUse(f"{study.folder} has no trained row yet; run compare again")
    return rows


def first_test_images(feed: Feed) -> Iterator[tuple[Batch, int]]:
    """Of each of the first test images, its batch and its place there."""
    places = (
        (batch, place) for batch in feed.evaluation("test") for place in range(len(batch["images"]))
    )
    return islice(places, IMAGES)


def pixels_of(image: Tensor) -> NDArray[np.uint8]:
    """An image as a network gets it, normalised (3, H, W), in colours, (H, W, 3)."""
    mean, deviation = (
        torch.tensor(values).view(-1, 1, 1)
        for values in (IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)
    )
    pixels = (image * deviation + mean).mul(255).round().clamp(0, 255)
    return pixels.permute(1, 2, 0).to(torch.uint8).numpy()
