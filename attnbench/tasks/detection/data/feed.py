"""Images with boxes, decoded and augmented one by one on the CPU, also in worker processes.

A training batch has, by name, `images`, (B, 3, S, S) of float32; `boxes`, (B, M, 4) of float32,
left, top, right and bottom in pixels of them; `labels`, (B, M) of int64, -1 where an image has no
further box. Crowds are not trained on.

An evaluation batch has `images`; `scales`, (B,) of float32, pixels of them for each pixel of the
original; `sizes`, (B, 2) of int64, width and height of the original; and in pixels of the original
`boxes` and `labels`, `crowds`, (B, M) of bool, and `areas`, (B, M) of float32. The longer side of
an image is brought to S, the rest at the right or at the bottom is grey.
"""

import numpy as np

from attnbench.data.feed import Order, Split
from attnbench.data.sample_feed import EvaluatedSplit, SampleFeed
from attnbench.data.split import Indices
from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.augmentation import Augmentation
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet
from attnbench.tasks.detection.data.samples import (
    EvaluationSamples,
    Sample,
    TrainingSamples,
    collate,
)


def boxed_feed(pictures: BoxedPictureSet, side: int, order: Order) -> SampleFeed[Sample]:
    """Images with boxes that are read when they are needed.

    Args:
        pictures: The data set.
        side: Side to which images are resized.
        order: How it is fed.

    Raises:
        WrongUse: if the images do not fill one batch, the ranks cannot share one evenly, or no
            image of a split has a box.
    """
    # An image has no class that a split could be even in.
    division = order.divide(
        *(np.zeros(len(split), np.int64) for split in (pictures.train, pictures.test))
    )
    augmentation = Augmentation(order.recipe, side)
    splits: dict[Split, EvaluatedSplit[Sample]] = {
        "validation": _evaluated(EvaluationSamples(pictures.train, division.held, side), order),
        "test": _evaluated(EvaluationSamples(pictures.test, division.tested, side), order),
    }
    feed = SampleFeed(
        order,
        division,
        training=lambda indices, seed: TrainingSamples(pictures.train, indices, augmentation, seed),
        splits=splits,
        collate=collate,
    )
    _refuse_empty("training", pictures.train, division.trained)
    _refuse_empty("test", pictures.test, division.tested)
    return feed


def _evaluated(samples: EvaluationSamples, order: Order) -> EvaluatedSplit[Sample]:
    return EvaluatedSplit(samples, order.parts(len(samples)))


def _refuse_empty(split: str, pictures: BoxedPictures, indices: Indices) -> None:
    """Refuse images that nothing could be learned from, or scored on."""
    if not any((~pictures.boxes_of(int(index)).crowds).any() for index in indices):
        raise WrongUse(
            f"none of the {len(indices)} {split} images has a box of a single object; raise "
            "the limit on images, or fix the annotations"
        )
