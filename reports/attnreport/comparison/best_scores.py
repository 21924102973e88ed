"""The rows of a study whose scores are shown to be the best."""

from collections.abc import Iterator

from attnreport.comparison.comparison import Comparison
from attnreport.comparison.effects import row_id
from attnreport.comparison.pairs import shown_best
from attnreport.record import ScoreKind
from attnreport.scores import Reading, scores_by_seed

BestScore = tuple[str, str, ScoreKind, Reading]
"""Study and variant of a row, and in which score it is the best."""


def best_scores(comparison: Comparison) -> frozenset[BestScore]:
    """The scores in which a row is shown to be better than every other row that has a score.

    The best epoch on test is left out: it is not a result.
    """
    return frozenset(_best_scores(comparison))


def _best_scores(comparison: Comparison) -> Iterator[BestScore]:
    for kind, reading in _columns(comparison):
        rows = {
            row_id(row.variant): row
            for row in comparison.rows
            if row.score(kind, reading).mean is not None
        }
        by_variant = scores_by_seed(comparison.runs, kind, reading)
        scores = {row: by_variant[variant] for row in rows for _, variant in [row]}
        best = shown_best(scores, higher_is_better=kind.higher_is_better)
        if best is not None:
            yield rows[best].study, rows[best].variant, kind, reading


def _columns(comparison: Comparison) -> Iterator[tuple[ScoreKind, Reading]]:
    """Each score and the epochs at which it is read."""
    yield from dict.fromkeys(
        (kind, reading)
        for row in comparison.rows
        for kind, readings in row.scores.items()
        for reading in readings
        if reading is not Reading.BEST_ON_TEST
    )
