"""Images with masks, decoded and augmented one by one on the CPU, also in worker processes.

A training batch has, by name, `images`, (B, 3, H, W) of float32, and `masks`, (B, H, W) of uint8,
class indices and 255 where nothing is learned.

An evaluation batch has `images`, whole and of one size, and `masks` in the size that they have in
the data set: a network is scored on the pixels that were labelled.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from attnbench.data.feed import Order, Split
from attnbench.data.sample_feed import EvaluatedSplit, SampleFeed
from attnbench.data.split import Indices
from attnbench.tasks.segmentation.data.augmentation import Augmentation
from attnbench.tasks.segmentation.data.pictures import MaskedPictures, MaskedPictureSet
from attnbench.tasks.segmentation.data.samples import (
    EvaluationSamples,
    Sample,
    TrainingSamples,
    collate,
)
from attnbench.tasks.segmentation.fields import SegmentationFields


def masked_feed(
    pictures: MaskedPictureSet, crop: tuple[int, int], order: Order
) -> SampleFeed[Sample]:
    """Images with masks that are read when they are needed.

    Args:
        pictures: The data set.
        crop: Height and width of a training image.
        order: How it is fed.

    Raises:
        WrongUse: if the images do not fill one batch, or the ranks cannot share one evenly.
    """
    # An image has no class that a split could be even in.
    division = order.divide(
        *(np.zeros(len(split), np.int64) for split in (pictures.train, pictures.test))
    )
    side = order.recipe.task_fields(SegmentationFields).whole_side or min(crop)
    augmentation = Augmentation(order.recipe, side, crop)
    splits: dict[Split, EvaluatedSplit[Sample]] = {
        "validation": _evaluated(pictures.train, division.held, side, order),
        "test": _evaluated(pictures.test, division.tested, side, order),
    }
    return SampleFeed(
        order,
        division,
        training=lambda indices, seed: TrainingSamples(pictures.train, indices, augmentation, seed),
        splits=splits,
        collate=collate,
    )


def _evaluated(
    pictures: MaskedPictures, indices: Indices, side: int, order: Order
) -> EvaluatedSplit[Sample]:
    parts = list(_parts_of_one_size(pictures.sizes[indices], order.recipe.batch_size))
    return EvaluatedSplit(EvaluationSamples(pictures, indices, side), parts)


def _parts_of_one_size(sizes: NDArray[np.int64], most: int) -> Iterator[slice]:
    """The places of each batch: at most `most` images that follow each other and have one size."""
    changes = np.flatnonzero((sizes[1:] != sizes[:-1]).any(1)) + 1
    borders = [0, *changes.tolist(), len(sizes)]
    for first, last in pairwise(borders):
        yield from (slice(start, min(start + most, last)) for start in range(first, last, most))
