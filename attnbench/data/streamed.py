"""Image files are decoded and augmented one by one on the CPU, in worker processes if asked."""

import hashlib
import sys
from collections.abc import Iterator

import numpy as np
import torch
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from timm.data.loader import PrefetchLoader
from torch.utils.data import DataLoader

from attnbench.data.augmentation.cutout import Cutout
from attnbench.data.augmentation.transformation import Drawn, Draws
from attnbench.data.decoded import Augmented, Decoded, Loaded, collate, refuse_corrupt
from attnbench.data.feed import Batch, Order, Split
from attnbench.data.pictures import PictureSet
from attnbench.data.pil import evaluation_transform, training_transform
from attnbench.data.split import hold_out, limit_to

START_METHOD = "fork" if sys.platform == "linux" else None
"""Of worker processes: a fork starts at once, and is safe beside a GPU that it never touches."""


class Streamed:
    """Images that are read when they are needed; implements `Feed`.

    Args:
        pictures: The data set.
        side: To which images are brought.
        order: What is asked of it.

    Raises:
        WrongUse: if the images do not fill one batch, or the ranks cannot share one evenly.
    """

    def __init__(self, pictures: PictureSet, side: int, order: Order) -> None:
        recipe = order.recipe
        kept = limit_to(pictures.train.labels, order.limit)
        trained, held = hold_out(pictures.train.labels[kept], recipe.validation_share)
        tested = limit_to(pictures.test.labels, order.limit)
        self.train_count = len(trained)
        self.validation_count = len(held)
        self.test_count = len(tested)
        self.steps_per_epoch = order.steps(self.train_count)
        self._order = order
        self._train = pictures.train
        self._trained = kept[trained]
        self._training = training_transform(recipe, side)
        self._cutout = Cutout(recipe.cutout, (3, side, side))
        evaluation = evaluation_transform(recipe, side)
        self._splits = {
            "validation": Decoded(pictures.train, kept[held], evaluation),
            "test": Decoded(pictures.test, tested, evaluation),
        }
        # One for all epochs, since each keeps a CUDA stream and the memory that was used on it.
        self._prefetcher = PrefetchLoader(
            (),
            mean=IMAGENET_DEFAULT_MEAN,
            std=IMAGENET_DEFAULT_STD,
            device=torch.device(order.device),
        )

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches of augmented and normalised images; see `Feed`.

        Each image has its own random stream, so that it does not matter which process reads it.
        """
        indices, centres = self._draw(seed, epoch)
        drawn = Drawn.on(self._order.device, centres)
        parts = [self._order.part(step) for step in range(start, self.steps_per_epoch)]
        images = Augmented(self._train, indices, self._training, (seed, epoch))
        for part, (pixels, labels) in zip(parts, self._load(images, parts), strict=True):
            yield self._order.batch(self._cutout.apply(pixels, drawn[part]), labels)

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
        images, size = self._splits[split], self._order.recipe.batch_size
        parts = [slice(start, start + size) for start in range(0, len(images), size)]
        for pixels, labels in self._load(images, parts):
            yield self._order.batch(pixels, labels)

    def _draw(self, seed: int, epoch: int) -> tuple[Draws, Draws]:
        """Which images come in which order, and where cutout blanks each."""
        random = np.random.default_rng((seed, epoch))
        chosen = random.permutation(self._trained)
        return chosen, self._cutout.draw(random, len(chosen))

    def _load(self, images: Decoded, parts: list[slice]) -> Iterator[Loaded]:
        """These parts of the images with their labels, on the device and normalised."""
        places = range(len(images))
        workers = self._order.workers
        loader = DataLoader(
            images,
            batch_sampler=[list(places[part]) for part in parts],
            num_workers=workers,
            collate_fn=collate,
            pin_memory=self._order.device.startswith("cuda"),
            multiprocessing_context=START_METHOD if workers else None,
            # Otherwise the loader would draw from the stream that dropout draws from.
            generator=torch.Generator(),
        )
        self._prefetcher.loader = refuse_corrupt(loader)
        yield from self._prefetcher
