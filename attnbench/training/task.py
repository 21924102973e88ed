"""What a cell trains and how it is scored.

A task brings its data, its loss and its metrics; cells, seeds, cost, records and tables do not know
which one it is. The network that it trains is made by `attnbench.network`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from attnbench.data.feed import Batch, Feed, Split


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores on a split, and what they are made of; empty where the split is."""

    scores: Mapping[str, float]
    outcomes: Mapping[str, NDArray[np.generic]]
    """By name, one value an image; `detected_*` one value a detection."""


class Task(Protocol):
    """The seam between the engine and what is learned."""

    feed: Feed
    """The data."""

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """The scalar to minimise."""
        ...

    def evaluate(self, network: nn.Module, split: Split) -> Evaluation:
        """Scores of a network in evaluation mode."""
        ...
