"""Images with masks, decoded and augmented one by one on the CPU, also in worker processes.

A training batch has, by name, `images`, (B, 3, H, W) of float32, and `masks`, (B, H, W) of uint8,
class indices and 255 where nothing is learned.

An evaluation batch has `images`, whole and of one size, and `masks` in the size that they have in
the data set: a network is scored on the pixels that were labelled.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from attnbench.data.feed import Order, Split
from attnbench.data.sample_feed import EvaluatedSplit, SampleFeed
from attnbench.data.split import Indices
from attnbench.meta import ImageSize
from attnbench.plan.recipe import Recipe
from attnbench.tasks.segmentation.data.augmentation import Augmentation, size_at
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
    side = _whole_side(order.recipe, crop)
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


def evaluated_sizes(pictures: MaskedPictureSet, recipe: Recipe) -> NDArray[np.int64]:
    """(N, 2): width and height of the images among which those are that networks are scored on."""
    splits = [pictures.test, *([pictures.train] if recipe.validation_share else [])]
    return np.concatenate([split.sizes for split in splits])


def other_sizes(
    evaluated: NDArray[np.int64], crop: tuple[int, int], recipe: Recipe
) -> tuple[ImageSize, ...]:
    """Sizes of whole images that are not the crop's: the most frequent, smallest and largest.

    Args:
        evaluated: (N, 2), width and height of the images in their files.
        crop: Height and width of a training image.
        recipe: How it is fed.
    """
    side, images = _whole_side(recipe, crop), Counter[ImageSize]()
    sizes, counts = np.unique(evaluated, axis=0, return_counts=True)
    for (width, height), count in zip(sizes.tolist(), counts.tolist(), strict=True):
        whole_height, whole_width = size_at((height, width), side)
        images[3, whole_height, whole_width] += count
    del images[3, *crop]
    if not images:
        return ()
    ((most, _), *_) = images.most_common(1)
    return tuple(dict.fromkeys((most, min(images, key=prod), max(images, key=prod))))


def _whole_side(recipe: Recipe, crop: tuple[int, int]) -> int:
    """Shorter side to which whole images are brought."""
    return recipe.task_fields(SegmentationFields).whole_side or min(crop)


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
