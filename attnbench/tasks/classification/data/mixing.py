"""Mixup and CutMix, by timm, over the batches of any data set."""

import hashlib
from collections.abc import Iterator

import numpy as np
from timm.data import Mixup

from attnbench.data.feed import Batch, Feed, Split
from attnbench.plan.recipe import Recipe


def mixed(feed: Feed, recipe: Recipe, num_classes: int) -> Feed:
    """The data set with the recipe's mixing; itself where the recipe has none."""
    if not (recipe.mixup or recipe.cutmix):
        return feed
    return Mixed(feed, recipe, num_classes)


class Mixed:
    """Batches whose images are mixed in pairs, with labels (B, classes); implements `Feed`."""

    def __init__(self, feed: Feed, recipe: Recipe, num_classes: int) -> None:
        self.train_count = feed.train_count
        self.validation_count = feed.validation_count
        self.test_count = feed.test_count
        self.steps_per_epoch = feed.steps_per_epoch
        self._feed = feed
        self._mix = Mixup(
            mixup_alpha=recipe.mixup,
            cutmix_alpha=recipe.cutmix,
            label_smoothing=recipe.label_smoothing,
            num_classes=num_classes,
        )
        self._said = f"mixup {recipe.mixup} cutmix {recipe.cutmix}"

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """One epoch of mixed batches; how a batch is mixed depends on its number alone."""
        for step, batch in enumerate(self._feed.batches(seed, epoch, start), start=start):
            # timm draws from NumPy's global generator.
            np.random.seed(np.random.SeedSequence((seed, epoch, step)).generate_state(1))
            images, labels = self._mix(batch["images"], batch["labels"])
            yield {"images": images, "labels": labels}

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the unmixed batches and of how they are mixed."""
        digest = self._feed.batches_digest(seed, epochs)
        return hashlib.sha256(f"{digest} {self._said}".encode()).hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """As they are: nothing is mixed."""
        return self._feed.evaluation(split)
