"""Typed rows -> the columns of their scores."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from attnreport.comparison.best_scores import BestScore
from attnreport.comparison.rows import Row, scored_kinds
from attnreport.record import ScoreKind
from attnreport.scores import Reading
from attnreport.tables.column import Column, number_column
from attnreport.tables.marks import marked_column
from attnreport.units import spread_text

TESTED = "scores by tests"


def scores(rows: Sequence[Row], best: AbstractSet[BestScore]) -> list[Column]:
    """Every score, mean ± standard deviation, and which row is shown to be the best.

    Behind the last epoch's come the headline at the best epoch on the held-out images, and at the
    best on test where the rows have it. Of the latter none is marked: it is not a result.

    Args:
        rows: Of one or several studies.
        best: In which scores which of them are the best.
    """
    kinds = scored_kinds(rows)
    columns = [_scores(rows, kind, Reading.LAST, kind.head, best) for kind in kinds]
    for kind in kinds[:1]:
        at_best = Reading.AT_BEST_VALIDATION
        if any(row.score(kind, at_best).mean is not None for row in rows):
            name = f"{kind.head} at best validation"
            columns.append(_scores(rows, kind, at_best, name, best))
        if any(Reading.BEST_ON_TEST in row.scores.get(kind, {}) for row in rows):
            name = f"{kind.head}, best epoch on test (optimistic)"
            texts = _spreads(rows, kind, Reading.BEST_ON_TEST)
            columns.append(number_column(name, texts, key=_key(kind, Reading.BEST_ON_TEST)))
    return columns


def _scores(
    rows: Sequence[Row],
    kind: ScoreKind,
    reading: Reading,
    name: str,
    best: AbstractSet[BestScore],
) -> Column:
    return marked_column(
        name,
        _spreads(rows, kind, reading),
        [(row.study, row.variant, kind, reading) in best for row in rows],
        basis=TESTED,
        unit=kind.unit,
        key=_key(kind, reading),
        quantity=kind.name,
    )


def _spreads(rows: Sequence[Row], kind: ScoreKind, reading: Reading) -> list[str]:
    summaries = [row.score(kind, reading) for row in rows]
    return [spread_text(score.mean, score.deviation, kind.digits) for score in summaries]


def _key(kind: ScoreKind, reading: Reading) -> str:
    return "_".join(part for part in (kind.name, reading.value) if part)
