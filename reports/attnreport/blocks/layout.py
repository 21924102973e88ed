"""Which rows were scored under which seeds, and what is contrasted: all but the scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RowId = tuple[str, str]
"""A study, and a variant of it."""

Scores = Mapping[RowId, Mapping[int, float]]
"""By row and seed; only numbers."""

Weights = Mapping[RowId, float]
"""What a contrast multiplies the scores of rows with: 0 in sum."""

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of scores and the contrasts between their rows, in plain and hashable values."""

    studies: tuple[str, ...]
    """Of each row."""
    scored: tuple[tuple[bool, ...], ...]
    """Of each row, whether it was scored under each seed."""
    weights: tuple[tuple[float, ...], ...]
    """Of each contrast, each row's."""

    @property
    def mask(self) -> Mask:
        """(rows, seeds), where a score is."""
        return np.asarray(self.scored, bool)

    @property
    def common(self) -> Mask:
        """(contrasts, seeds), whether every row that a contrast weighs was scored."""
        weighed = np.asarray(self.weights) != 0
        return np.asarray(weighed.astype(float) @ ~self.mask == 0)


def layout_of(scores: Scores, contrasts: Sequence[Weights]) -> Layout:
    """The layout of scores and of the contrasts between them."""
    seeds = _seeds(scores)
    return Layout(
        studies=tuple(study for study, _ in scores),
        scored=tuple(tuple(seed in by_seed for seed in seeds) for by_seed in scores.values()),
        weights=tuple(tuple(float(w.get(row, 0)) for row in scores) for w in contrasts),
    )


def star_layout(modules: int, seeds: int) -> Layout:
    """A baseline and modules, each against the baseline, all scored under the same seeds."""
    rows = [("", str(index)) for index in range(modules + 1)]
    scores = {row: dict.fromkeys(range(seeds), 0.0) for row in rows}
    return layout_of(scores, [{row: 1, rows[0]: -1} for row in rows[1:]])


def values_of(scores: Scores) -> Array:
    """(rows, seeds), the scores; 0 where there is none."""
    seeds = _seeds(scores)
    return np.array([[by_seed.get(seed, 0.0) for seed in seeds] for by_seed in scores.values()])


def common_seeds(scores: Scores, weights: Weights) -> list[int]:
    """The seeds under which every row of a contrast was scored."""
    rows = [scores.get(row, {}).keys() for row, weight in weights.items() if weight]
    return sorted(set.intersection(*map(set, rows))) if rows else []


def _seeds(scores: Scores) -> list[int]:
    return sorted({seed for by_seed in scores.values() for seed in by_seed})
