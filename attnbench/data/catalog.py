"""The data sets by name."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from attnbench.data import digits
from attnbench.data.images import Images
from attnbench.data.resident import Resident
from attnbench.data.source import DataSource
from attnbench.errors import UnknownName
from attnbench.plan import Plan

NAMES = ("digits",)


def find_data(name: str, root: str = "", image_size: int = 0) -> DataSource:
    """A data set by its name.

    Args:
        name: Of `attnbench list data`.
        root: Folder in which data sets lie that are not embedded.
        image_size: Side to which image files are brought; 0 for the data set's own.

    Raises:
        UnknownName: if there is no such data set.
    """
    if name == "digits":
        return DataSource(
            meaning="real handwritten digits among distractors; embedded, no download",
            size=(3, digits.SIDE, digits.SIDE),
            num_classes=digits.NUM_CLASSES,
            fingerprint="digits",
            prepare=digits.load,
            feed=lambda order: Resident(digits.load(), order),
            samples=partial(_first_samples, digits.load),
        )
    raise UnknownName("data", name, NAMES, "attnbench list data")


def data_of(plan: Plan) -> DataSource:
    """The data set of a plan."""
    return find_data(plan.data, plan.data_root, plan.recipe.image_size)


def _first_samples(load: Callable[[], Images], count: int) -> Images:
    """The first so many images of each class and split."""
    data = load()
    train, test = (_first(labels, count) for labels in (data.train_labels, data.test_labels))
    return replace(
        data,
        train_images=data.train_images[train],
        train_labels=data.train_labels[train],
        test_images=data.test_images[test],
        test_labels=data.test_labels[test],
    )


def _first(labels: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    picks = [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
    return np.concatenate(picks)
