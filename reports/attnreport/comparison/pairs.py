"""Which of two rows a score shows to be higher: one test of all pairs of rows."""

from collections.abc import Sequence
from itertools import combinations

from attnreport.blocks.contrasts import contrast_rows
from attnreport.blocks.layout import RowId, Scores
from attnreport.statistics import ENOUGH_SEEDS

Ordered = frozenset[tuple[RowId, RowId]]
"""Pairs of rows, the higher one first."""


def shown_higher(scores: Scores, rows: Sequence[RowId]) -> Ordered | None:
    """The pairs of rows that the test tells apart; None where no pair has seeds enough.

    Args:
        scores: By row and seed.
        rows: Those to pair.
    """
    pairs = list(combinations(rows, 2))
    contrasts = contrast_rows(scores, [{first: 1, second: -1} for first, second in pairs])
    if not any(contrasts):
        return None
    return frozenset(
        pair if contrast.low > 0 else pair[::-1]
        for pair, contrast in zip(pairs, contrasts, strict=True)
        if contrast is not None and contrast.is_shown
    )


def shown_best(scores: Scores, *, higher_is_better: bool) -> RowId | None:
    """The row that the test shows to be better than every other one.

    None where there is no such row, and where a row has too few seeds to be tested.

    Args:
        scores: By row and seed.
        higher_is_better: Which way a score is better.
    """
    if len(scores) < 2 or any(len(by_seed) < ENOUGH_SEEDS for by_seed in scores.values()):
        return None
    shown = shown_higher(scores, list(scores)) or frozenset()
    beaten = {
        row: {low if higher_is_better else high for high, low in shown if row in (high, low)}
        for row in scores
    }
    return next((row for row, worse in beaten.items() if worse == scores.keys() - {row}), None)
