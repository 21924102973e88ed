"""A few images of each class, to look at."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD

from attnbench.data.pictures import Pictures, PictureSet, decode
from attnbench.tasks.classification.data.images import Images
from attnbench.tasks.classification.data.pil import middle_transform

MOST_CLASSES = 20
"""A thousand classes would take minutes to decode, and nobody would look at them."""


def first_samples(images: Images, count: int) -> Images:
    """The first `count` images of each class and split."""
    train, test = (
        first_of_each(labels, count) for labels in (images.train_labels, images.test_labels)
    )
    return replace(
        images,
        train_images=images.train_images[train],
        train_labels=images.train_labels[train],
        test_images=images.test_images[test],
        test_labels=images.test_labels[test],
    )


def first_pictures(pictures: PictureSet, count: int, side: int) -> Images:
    """The first `count` images of each class and split, resized."""
    train, test = (first_of_each(split.labels, count) for split in (pictures.train, pictures.test))
    return Images(
        train_images=_decoded(pictures.train, train, side),
        train_labels=pictures.train.labels[train],
        test_images=_decoded(pictures.test, test, side),
        test_labels=pictures.test.labels[test],
        num_classes=len(pictures.classes),
        mean=IMAGENET_DEFAULT_MEAN,
        deviation=IMAGENET_DEFAULT_STD,
        class_names=pictures.classes,
    )


def first_of_each(labels: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Indices of the first `count` images of each of the first classes, class by class."""
    picks = [np.flatnonzero(labels == label)[:count] for label in range(MOST_CLASSES)]
    return np.concatenate(picks)


def _decoded(pictures: Pictures, indices: NDArray[np.int64], side: int) -> NDArray[np.uint8]:
    transform = middle_transform(side)
    return np.stack([transform(decode(pictures, index)).numpy() for index in indices])
