"""Mixup and CutMix, by timm, over the batches of any data set."""

import hashlib
from collections.abc import Iterator

import numpy as np
from timm.data import Mixup

from attnbench.data.feed import Batch, Feed, Order, Split
from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.fields import ClassificationFields


def refuse_odd(order: Order) -> None:
    """Check that each device gets pairs of images where images are mixed.

    Raises:
        WrongUse: if it does not.
    """
    size = order.recipe.batch_size
    fields = order.recipe.task_fields(ClassificationFields)
    if (fields.mixup or fields.cutmix) and size // order.ranks % 2:
        share = f", {size // order.ranks} on each of {order.ranks} devices" * (order.ranks > 1)
        raise WrongUse(
            f"must be a multiple of {2 * order.ranks}, got {size}{share}: mixup and cutmix pair "
            "images",
            parameter="recipe.batch_size",
        )


def mixed(feed: Feed, recipe: Recipe, num_classes: int) -> Feed:
    """The feed with the recipe's mixing, or the feed itself if the recipe has none."""
    fields = recipe.task_fields(ClassificationFields)
    if not (fields.mixup or fields.cutmix):
        return feed
    return Mixed(feed, fields, num_classes)


class Mixed:
    """Batches whose images are mixed in pairs, with labels (B, classes); implements `Feed`."""

    def __init__(self, feed: Feed, fields: ClassificationFields, num_classes: int) -> None:
        self.train_count = feed.train_count
        self.validation_count = feed.validation_count
        self.test_count = feed.test_count
        self.steps_per_epoch = feed.steps_per_epoch
        self._feed = feed
        self._mix = Mixup(
            mixup_alpha=fields.mixup,
            cutmix_alpha=fields.cutmix,
            label_smoothing=fields.label_smoothing,
            num_classes=num_classes,
        )
        self._said = f"mixup {fields.mixup} cutmix {fields.cutmix}"

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """One epoch of mixed batches; how a batch is mixed depends only on its number."""
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
        """The batches of the feed, which are not mixed."""
        return self._feed.evaluation(split)
