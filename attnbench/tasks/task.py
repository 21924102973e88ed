"""What a cell trains and how it is scored.

A task brings its data, the network around the injected backbone, its loss and its metrics; cells,
seeds, cost, records and tables do not know which one it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

Batch = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores on the test data, and what they are made of."""

    scores_percent: Mapping[str, float]
    outcomes: Mapping[str, NDArray[np.generic]]
    """By name, one value a test sample."""


class Task(Protocol):
    """The seam between the engine and what is learned."""

    train_count: int
    """Samples of one epoch."""
    test_count: int
    steps_per_epoch: int

    def network(self, backbone: nn.Module) -> nn.Module:
        """The network that is trained, around an injected backbone."""
        ...

    def batches(self, seed: int, epoch: int) -> Iterator[Batch]:
        """One epoch of training batches, the same for the same seed and epoch."""
        ...

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of which samples come in which order, augmentation included."""
        ...

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """The scalar to be minimised."""
        ...

    def evaluate(self, network: nn.Module) -> Evaluation:
        """Scores of a network in evaluation mode."""
        ...
