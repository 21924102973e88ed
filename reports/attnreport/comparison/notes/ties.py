"""Which rows a score can tell apart: from the baseline, and from each other."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np

from attnreport.blocks.layout import RowId, Scores
from attnreport.blocks.spread import Spread, spread_of
from attnreport.comparison.effects import Effect, row_id, scores_of
from attnreport.comparison.pairs import shown_higher
from attnreport.record import ScoreKind, TrainRecord
from attnreport.scores import headline
from attnreport.statistics import ENOUGH_SEEDS, LEVEL

Means = Mapping[RowId, float]
Pairs = set[frozenset[RowId]]

LEVEL_TEXT = f"{100 * LEVEL:.0f} % level"
UNTESTED = "not tested: no difference between rows varies over seeds"


def ties(runs: Sequence[TrainRecord], effects: Mapping[str, Effect]) -> Iterator[str]:
    """Sentences on the headline score: what differs from the baseline, and what ties.

    Nothing of rows with fewer than three seeds.

    Args:
        runs: Without those that failed.
        effects: By variant, its difference from the baseline.
    """
    kind = headline(runs)
    if kind is None:
        return
    labels = {row_id(run.variant): run.label for run in runs}
    scores = scores_of(runs, kind)
    spread = spread_of(scores)
    if effects and spread is not None:
        contrasts = {run.label: effects[run.variant] for run in runs if run.variant in effects}
        yield _against_the_baseline(kind, contrasts, spread)
    means = _means(scores)
    if len(means) < 2:
        return
    if spread is None:
        yield _groups(kind, UNTESTED, means, _unlike(means), labels)
    elif (higher := shown_higher(scores, list(means))) is not None:
        test = f"{LEVEL_TEXT} over all pairs"
        yield _groups(kind, test, means, set(map(frozenset, higher)), labels)


def _means(scores: Scores) -> Means:
    """The mean score of each row that has seeds enough."""
    return {
        row: float(np.mean(list(by_seed.values())))
        for row, by_seed in scores.items()
        if len(by_seed) >= ENOUGH_SEEDS
    }


def _against_the_baseline(kind: ScoreKind, effects: Mapping[str, Effect], spread: Spread) -> str:
    parts = [
        f"{label} {_side(effect)} ({_chance(effect.contrast.p_value)})"
        for label, effect in effects.items()
        if effect.contrast.is_shown
    ]
    tied = [label for label, effect in effects.items() if not effect.contrast.is_shown]
    if tied:
        parts.append(f"no difference shown for {', '.join(tied)}")
    return (
        f"{kind.head} against the baseline (paired by seed, {LEVEL_TEXT} over all rows, sd "
        f"{spread.deviation:.{kind.digits}f}): {'; '.join(parts)}."
    )


def _side(effect: Effect) -> str:
    return "above" if effect.contrast.value > 0 else "below"


def _chance(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def _unlike(means: Means) -> Pairs:
    """The pairs of rows whose means differ, which without any spread is no chance."""
    pairs = combinations(means, 2)
    return {frozenset(pair) for pair in pairs if means[pair[0]] != means[pair[1]]}


def _groups(
    kind: ScoreKind, test: str, means: Means, apart: Pairs, labels: Mapping[RowId, str]
) -> str:
    order = sorted(means, key=lambda row: means[row], reverse=kind.higher_is_better)
    groups = [
        f"{{{', '.join(labels[row] for row in order[first : last + 1])}}}"
        for first, last in stretches(order, apart)
    ]
    return (
        f"Ties in {kind.head} ({test}): rows within braces cannot be told apart: "
        f"{' '.join(groups)}."
    )


def stretches(order: Sequence[RowId], apart: Pairs) -> list[tuple[int, int]]:
    """The longest stretches of rows of which no two differ, by their first and last place.

    Args:
        order: Rows in the order of their means.
        apart: The pairs that differ.
    """
    firsts: list[int] = []
    first = 0
    for last, row in enumerate(order):
        differ = (i + 1 for i in range(first, last) if frozenset((order[i], row)) in apart)
        first = max(differ, default=first)
        firsts.append(first)
    # The next row cannot be added where its own stretch begins later.
    following = pairwise([*firsts, len(order)])
    return [(first, last) for last, (first, later) in enumerate(following) if first < later]
