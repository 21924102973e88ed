"""Image files are decoded and augmented one by one on the CPU, also in worker processes."""

import hashlib
from collections.abc import Iterator

import numpy as np
from timm.data.loader import fast_collate

from attnbench.data.feed import Batch, Order, Split
from attnbench.data.loading import Loading
from attnbench.data.pictures import PictureSet
from attnbench.tasks.classification.data.augmentation.cutout import Cutout
from attnbench.tasks.classification.data.augmentation.transformation import Drawn, Draws
from attnbench.tasks.classification.data.decoded import Augmented, Decoded
from attnbench.tasks.classification.data.pil import evaluation_transform, training_transform
from attnbench.tasks.classification.fields import ClassificationFields


class Streamed:
    """Images that are read when they are needed; implements `Feed`.

    Args:
        pictures: The data set.
        side: Side to which images are resized.
        order: How it is fed.

    Raises:
        WrongUse: if the images do not fill one batch, or the ranks cannot share one evenly.
    """

    def __init__(self, pictures: PictureSet, side: int, order: Order) -> None:
        recipe = order.recipe
        fields = recipe.task_fields(ClassificationFields)
        division = order.divide(pictures.train.labels, pictures.test.labels)
        self.train_count = len(division.trained)
        self.validation_count = len(division.held)
        self.test_count = len(division.tested)
        self.steps_per_epoch = order.steps(self.train_count)
        self._order = order
        self._train = pictures.train
        self._trained = division.trained
        self._training = training_transform(recipe, side)
        self._cutout = Cutout(fields.cutout, (3, side, side))
        evaluation = evaluation_transform(recipe, side)
        self._splits = {
            "validation": Decoded(pictures.train, division.held, evaluation),
            "test": Decoded(pictures.test, division.tested, evaluation),
        }
        self._loading = Loading(order, fast_collate)

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches of augmented and normalised images; see `Feed`.

        Each image has its own random stream, so that it does not matter which process reads it.
        """
        indices, centres = self._draw(seed, epoch)
        drawn = Drawn.on(self._order.device, centres)
        parts = [self._order.part(step) for step in range(start, self.steps_per_epoch)]
        images = Augmented(self._train, indices, self._training, (seed, epoch))
        for part, (pixels, labels) in zip(parts, self._loading.load(images, parts), strict=True):
            yield self._order.batch(self._cutout.apply(pixels, drawn[part]), labels=labels)

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the order of the images and of the seeds that augment them; see `Feed`."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            digest.update(repr((seed, epoch)).encode())
            for draws in self._draw(seed, epoch):
                digest.update(draws.tobytes())
        return digest.hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, in batches of the recipe's size."""
        images = self._splits[split]
        for pixels, labels in self._loading.load(images, self._order.parts(len(images))):
            yield self._order.batch(pixels, labels=labels)

    def _draw(self, seed: int, epoch: int) -> tuple[Draws, Draws]:
        """Which images come in which order, and where cutout blanks each."""
        random = np.random.default_rng((seed, epoch))
        chosen = random.permutation(self._trained)
        return chosen, self._cutout.draw(random, len(chosen))
