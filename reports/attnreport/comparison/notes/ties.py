"""Which rows a score can tell apart, from the spread over seeds pooled over the rows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import tukey_hsd

from attnreport.comparison.effects import Effect, scipys_warnings_expected
from attnreport.record import ScoreKind, TrainRecord
from attnreport.scores import headline, last_scores_by_variant
from attnreport.statistics import ENOUGH_SEEDS, LEVEL, has_spread, pooled_deviation


def ties(runs: Sequence[TrainRecord], effects: Mapping[str, Effect]) -> Iterator[str]:
    """Sentences on the headline score: what differs from the baseline, and what ties.

    Dunnett's test against the baseline and Tukey's for groups, both on the spread over seeds pooled
    over the rows. Nothing below three seeds a row.

    Args:
        runs: Without those that failed.
        effects: By variant, its difference from the baseline.
    """
    labels = {run.variant: run.label for run in runs}
    kind = headline(runs)
    if kind is None or len(labels) < 2:
        return
    rows = last_scores_by_variant(runs, kind)
    if min(map(len, rows.values())) < ENOUGH_SEEDS:
        return
    deviation, _ = pooled_deviation(rows.values())
    if effects:
        yield _against_the_baseline(kind, effects, labels, deviation)
    if np.isfinite(deviation):
        yield _groups(kind, rows, labels, deviation)


def _against_the_baseline(
    kind: ScoreKind, effects: Mapping[str, Effect], labels: dict[str, str], deviation: float
) -> str:
    parts = [
        f"{labels[variant]} {_side(effect)} ({_chance(effect.p_value)})"
        for variant, effect in effects.items()
        if effect.p_value < LEVEL
    ]
    tied = [labels[variant] for variant, effect in effects.items() if not effect.p_value < LEVEL]
    if tied:
        parts.append(f"no difference shown for {', '.join(tied)}")
    return (
        f"{kind.head} against the baseline (Dunnett's test; sd over seeds, pooled over the rows, "
        f"{deviation:.{kind.digits}f}): {'; '.join(parts)}."
    )


def _chance(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def _side(effect: Effect) -> str:
    return "above" if effect.difference > 0 else "below"


def _groups(
    kind: ScoreKind, rows: dict[str, list[float]], labels: dict[str, str], deviation: float
) -> str:
    sign = -1 if kind.higher_is_better else 1
    order = sorted(rows, key=lambda variant: sign * float(np.mean(rows[variant])))
    apart = _apart([rows[variant] for variant in order], deviation)
    groups = [
        f"{{{', '.join(labels[order[index]] for index in range(first, last + 1))}}}"
        for first, last in _runs_without_difference(apart)
    ]
    return (
        f"Ties in {kind.head} (Tukey's test, {100 * LEVEL:.0f} % level): rows within braces cannot "
        f"be told apart: {' '.join(groups)}."
    )


def _apart(samples: Sequence[Sequence[float]], deviation: float) -> NDArray[np.bool_]:
    """Which pairs of rows differ; without any spread, those whose scores are not the same."""
    if not has_spread(deviation, samples):
        means = np.array([np.mean(values) for values in samples])
        return means[:, None] != means
    with scipys_warnings_expected():
        return tukey_hsd(*samples).pvalue < LEVEL


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
