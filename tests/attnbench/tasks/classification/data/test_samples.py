"""Samples are the first of each of the first classes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.folder import scan
from attnbench.tasks.classification.data.samples import (
    MOST_CLASSES,
    first_of_each,
    first_pictures,
    first_samples,
)

MakeFolder = Callable[..., Path]


def test_images_in_memory_keep_labels_and_classes() -> None:
    samples = first_samples(digits.load(), 3)
    assert (
        np.bincount(samples.train_labels).tolist()
        == np.bincount(samples.test_labels).tolist()
        == [3] * 10
    )
    first = np.flatnonzero(digits.load().train_labels == 4)[0]
    assert np.array_equal(samples.train_images[12], digits.load().train_images[first])


def test_files_are_decoded_to_one_size(make_folder: MakeFolder) -> None:
    samples = first_pictures(scan(make_folder()), 3, 16)
    assert samples.size == (3, 16, 16)
    assert samples.train_labels.tolist() == samples.test_labels.tolist() == [0] * 3 + [1] * 3
    assert samples.class_names == ("cat", "dog")


def test_of_many_classes_the_first_are_taken() -> None:
    labels = np.repeat(np.arange(100)[::-1], 2)
    assert set(labels[first_of_each(labels, 1)]) == set(range(MOST_CLASSES))
