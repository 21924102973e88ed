"""Images with boxes, decoded and augmented one by one on the CPU, also in worker processes.

A training batch has, by name, `images`, (B, 3, S, S) of float32; `boxes`, (B, M, 4) of float32,
left, top, right and bottom in pixels of them; `labels`, (B, M) of int64, -1 where an image has no
further box. Crowds are not trained on.

An evaluation batch has `images`; `scales`, (B,) of float32, pixels of them for each pixel of the
original; `sizes`, (B, 2) of int64, width and height of the original; and in pixels of the original
`boxes` and `labels`, `crowds`, (B, M) of bool, and `areas`, (B, M) of float32. The longer side of
an image is brought to S, the rest at the right or at the bottom is grey.
"""

import hashlib
from collections.abc import Iterator

import numpy as np

from attnbench.data.feed import Batch, Order, Split
from attnbench.data.loading import Loading
from attnbench.data.split import Indices
from attnbench.errors import WrongUse
from attnbench.tasks.detection.data.augmentation import Augmentation
from attnbench.tasks.detection.data.pictures import BoxedPictures, BoxedPictureSet
from attnbench.tasks.detection.data.samples import EvaluationSamples, TrainingSamples, collate


class BoxedFeed:
    """Images with boxes that are read when they are needed; implements `Feed`.

    Args:
        pictures: The data set.
        side: Side to which images are resized.
        order: What is asked of it.

    Raises:
        WrongUse: if the images do not fill one batch, the ranks cannot share one evenly, or no
            image of a split has a box.
    """

    def __init__(self, pictures: BoxedPictureSet, side: int, order: Order) -> None:
        # An image has no class that a split could be even in.
        division = order.divide(
            *(np.zeros(len(split), np.int64) for split in (pictures.train, pictures.test))
        )
        self.train_count = len(division.trained)
        self.validation_count = len(division.held)
        self.test_count = len(division.tested)
        self.steps_per_epoch = order.steps(self.train_count)
        _refuse_empty("training", pictures.train, division.trained)
        _refuse_empty("test", pictures.test, division.tested)
        self._order = order
        self._train = pictures.train
        self._trained = division.trained
        self._augmentation = Augmentation(order.recipe, side)
        self._splits = {
            "validation": EvaluationSamples(pictures.train, division.held, side),
            "test": EvaluationSamples(pictures.test, division.tested, side),
        }
        self._loading = Loading(order, collate)

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches of augmented and normalised images with boxes; see `Feed`."""
        indices = self._draw(seed, epoch)
        samples = TrainingSamples(self._train, indices, self._augmentation, (seed, epoch))
        parts = [self._order.part(step) for step in range(start, self.steps_per_epoch)]
        for images, targets in self._loading.load(samples, parts):
            yield self._order.batch(images, **targets)

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the order of the images and of the seeds that augment them; see `Feed`."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            digest.update(repr((seed, epoch)).encode())
            digest.update(self._draw(seed, epoch).tobytes())
        return digest.hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, in batches of the recipe's size."""
        samples = self._splits[split]
        for images, targets in self._loading.load(samples, self._order.parts(len(samples))):
            yield self._order.batch(images, **targets)

    def _draw(self, seed: int, epoch: int) -> Indices:
        """Which images come in which order."""
        return np.random.default_rng((seed, epoch)).permutation(self._trained)


def _refuse_empty(split: str, pictures: BoxedPictures, indices: Indices) -> None:
    """Refuse images that nothing could be learned from, or scored on."""
    if not any((~pictures.boxes_of(int(index)).crowds).any() for index in indices):
        raise WrongUse(
            f"none of the {len(indices)} {split} images has a box of a single object; raise "
            "the limit on images, or fix the annotations"
        )
