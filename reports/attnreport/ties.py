"""Which rows a score can tell apart, from the spread over seeds pooled over the rows."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import dunnett, tukey_hsd

from attnreport.frame import last_scores
from attnreport.record import BASELINE, TrainRecord
from attnreport.statistics import ENOUGH_SEEDS

NO_SPREAD = 1e-9
"""A standard deviation of percent below this is rounding."""

LEVEL = 0.05
"""Chance of calling any difference where there is none."""


def ties(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """Sentences on the headline score: what differs from the baseline, and what ties.

    Dunnett's test against the baseline and Tukey's for groups, both on the spread over seeds pooled
    over the rows. Nothing below three seeds a row.
    """
    labels = {run.variant: run.label for run in runs}
    name = next((name for run in runs for name in run.scores_percent), None)
    if name is None or len(labels) < 2:
        return
    rows = {
        variant: last_scores([run for run in runs if run.variant == variant], name)
        for variant in labels
    }
    if min(map(len, rows.values())) < ENOUGH_SEEDS:
        return
    deviation = float(np.sqrt(np.mean([np.var(values, ddof=1) for values in rows.values()])))
    if BASELINE in rows and deviation > NO_SPREAD:
        yield _against_the_baseline(name, rows, labels, deviation)
    yield _groups(name, rows, labels, deviation)


def _against_the_baseline(
    name: str, rows: dict[str, list[float]], labels: dict[str, str], deviation: float
) -> str:
    others = [variant for variant in rows if variant != BASELINE]
    with _rows_without_spread():
        result = dunnett(*(rows[variant] for variant in others), control=rows[BASELINE])
    chances = dict(zip(others, result.pvalue, strict=True))
    parts = [
        f"{labels[variant]} {_side(rows[variant], rows[BASELINE])} ({_chance(chance)})"
        for variant, chance in chances.items()
        if chance < LEVEL
    ]
    tied = [labels[variant] for variant, chance in chances.items() if not chance < LEVEL]
    if tied:
        parts.append(f"no difference shown for {', '.join(tied)}")
    return (
        f"{name} against the baseline (Dunnett's test; sd over seeds, pooled over the rows, "
        f"{deviation:.2f}): {'; '.join(parts)}."
    )


def _chance(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def _side(values: Sequence[float], reference: Sequence[float]) -> str:
    return "above" if np.mean(values) > np.mean(reference) else "below"


def _groups(
    name: str, rows: dict[str, list[float]], labels: dict[str, str], deviation: float
) -> str:
    order = sorted(rows, key=lambda variant: -float(np.mean(rows[variant])))
    apart = _apart([rows[variant] for variant in order], deviation)
    groups = [
        f"{{{', '.join(labels[order[index]] for index in range(first, last + 1))}}}"
        for first, last in _runs_without_difference(apart)
    ]
    return (
        f"Ties in {name} (Tukey's test, {LEVEL:.0%} level): rows within braces cannot be told "
        f"apart: {' '.join(groups)}."
    )


def _apart(samples: Sequence[Sequence[float]], deviation: float) -> NDArray[np.bool_]:
    """Which pairs of rows differ; without any spread, those whose scores are not the same."""
    if deviation < NO_SPREAD:
        means = np.array([np.mean(values) for values in samples])
        return means[:, None] != means
    with _rows_without_spread():
        return tukey_hsd(*samples).pvalue < LEVEL


@contextmanager
def _rows_without_spread() -> Iterator[None]:
    """Scipy warns of a row whose scores are all alike; the spread that counts is the pooled one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _runs_without_difference(apart: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The longest stretches of rows, in order of their means, of which no two differ."""
    count = len(apart)
    stretches = [
        (first, last)
        for first in range(count)
        for last in range(first, count)
        if not any(apart[a, b] for a, b in combinations(range(first, last + 1), 2))
    ]
    return [
        (first, last)
        for first, last in stretches
        if not any((a, b) != (first, last) and a <= first and last <= b for a, b in stretches)
    ]
