"""Whether trained networks differ image by image: not whether their modules do."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from attnreport.record import BASELINE, TrainRecord
from attnreport.statistics import LEVEL, holm

Correct = Mapping[str, NDArray[np.bool_]]
"""By key of a training record, on which test images the network was right."""


def mcnemar(correct: NDArray[np.bool_], reference: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(...,), p-values of McNemar's exact test, two-sided (Psychometrika 12:153, 1947).

    Args:
        correct: (..., N), of one network each.
        reference: (N,), of another one on the same images in the same order.
    """
    gained = np.count_nonzero(correct & ~reference, axis=-1)
    lost = np.count_nonzero(~correct & reference, axis=-1)
    tail = scipy.special.bdtr(np.minimum(gained, lost), gained + lost, 0.5)
    return np.asarray(np.minimum(1.0, 2 * tail))


def network_notes(runs: Sequence[TrainRecord], correct: Correct) -> Iterator[str]:
    """One sentence on McNemar's tests against the baseline of the same seed, with a yardstick."""
    by_cell = {(run.variant, run.seed): correct[run.key] for run in runs if run.key in correct}
    labels = {run.variant: run.label for run in runs if run.variant != BASELINE}
    tested: dict[str, list[bool]] = {variant: [] for variant in labels}
    for seed in dict.fromkeys(run.seed for run in runs):
        for variant, p_value in _against_the_baseline(by_cell, list(labels), seed).items():
            tested[variant].append(p_value < LEVEL)
    counts = [
        f"{labels[variant]} {sum(differs)} of {len(differs)}"
        for variant, differs in tested.items()
        if differs
    ]
    if counts:
        yield (
            "Trained networks, not modules, that differ from the baseline's (McNemar): "
            f"{', '.join(counts)}{_yardstick(by_cell)}."
        )


_ByCell = Mapping[tuple[str, int], NDArray[np.bool_]]


def _against_the_baseline(
    by_cell: _ByCell, variants: Sequence[str], seed: int
) -> Mapping[str, float]:
    """By variant, its corrected p-value; only those scored on as many images as the baseline."""
    reference = by_cell.get((BASELINE, seed))
    if reference is None:
        return {}
    tested = [
        variant
        for variant in variants
        if (variant, seed) in by_cell and by_cell[variant, seed].shape == reference.shape
    ]
    if not tested:
        return {}
    p_values = mcnemar(np.array([by_cell[variant, seed] for variant in tested]), reference)
    return dict(zip(tested, holm(p_values.tolist()), strict=True))


def _yardstick(by_cell: _ByCell) -> str:
    """What the same network gives under two seeds."""
    seeds = sorted(seed for variant, seed in by_cell if variant == BASELINE)
    if len(seeds) < 2:
        return ""
    first, second = (by_cell[BASELINE, seed] for seed in seeds[:2])
    if first.shape != second.shape:
        return ""
    p_value = float(mcnemar(first, second))
    return (
        f"; its own seeds {seeds[0]} and {seeds[1]} disagree on "
        f"{np.sum(first != second):,} of {len(first):,} images (p = {p_value:.3f})"
    )
